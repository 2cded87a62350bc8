// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* Tokens and keys made once with another implementation (python3-cryptography), for the tests of verifying,
 * and the examples of RFC 7515 A.2 and A.3. The private keys were thrown away, but for one "d". */

#define KEY_RSA_N                                                                                  \
  "wr-vH4Dswkai7BVTbJVeiQxlsXt-7S0kBgTRj0IRii1YSyHE6gm9IBe4pAv3SHRl_TdUreXeeWCQhDH_gffv"           \
  "ZPrpZGi-EG2sFGaXSsDZ2lPbKEJtKgIcx3Ybqr27IYpuAhXMVGcwfqUNSaoOYj5JsbqOP0lDpGGE0Gd6YHv3"           \
  "SAitgPO1GRiCydrV_F3KclGHYiQ8dIV2xfUWV6FyL_wFwZ_8MLx_Gomdmx66qeQuVlZsWTQewiN4nNv8FA5G"           \
  "TUwfP0cyiXl8uwCsRax236sfLGqxU6a5rz7Ap9rw6BgD4Ktl8NWnl8qH4fZfByRaqqgHK7rgbh4btUVLFerI"           \
  "bVzjBw"
#define KEY_RSA_D                                                                                  \
  "DoWqsmezv_zyczZX5TXyObgB8U0rNtZx5D0Bv3QGyM3-0oNvIqCdSMJcE2eNBgsf-9TfbKRChbyMqj7sNa3e"           \
  "XSJUuxcQbTswZMkNqRZeaGhuZD8n0sUbjkghYgcJ6ENhVqh3dyfGtvrp1b9nmS3Z4vXtW4zEDYL0G3JL7tvv"           \
  "oaBauqkChjaRK1RLGQ6oxnkQvIsnaVb_m7b1VXoykjlrMB1EjBJFDUdWRPR4bsL63y6szHr1J_ofHPV6PDHP"           \
  "XmQ31xY2eWGrTrwamqaeuObPNNZaT82wxfzrXWffCwplPbiNrXcBgNBfb-9E9iC4M3tygJYtu4u7_Ia5ECBh"           \
  "tNC2GQ"
#define KEY_RSA_1024_N                                                                             \
  "v3zgwqESXNyC_DxrENHEiAgzTiI0WwL4xLNN8ItnIMX5HTG0ONcxVxUm-MU9Xkw73YITl3l5oX5QaBAb-xzj"           \
  "C1Lu8aUpBf92JRaPMWwrN0yNWp2daZI3opB972VBqO_MKoFsecNyjJoj4iJI6o1-mq2Vi83XXoHIdLp8AXFp"           \
  "kAM"
#define KEY_EC_X "77S1ko7CJfn5dBOt7mD88b7WCmfLXiQuTuC4K4MYSOI"
#define KEY_EC_Y "eFP2GCVb1rmqlsI8RO1doaSKIAVnm3d9gqXV8cwERFg"
#define KEY_EC2_X "AKE_qvpKjytcOkwtShx4Oh3TbGuRC2abAhIcOhOvw0s"
#define KEY_EC2_Y "nnsuEfIdZV0maEwzdqkMbpqPEXBIVyv4-o4ytw4NkRM"
#define KEY_P384_X "QAIDDIhJk7m3RPaBQjMfPRitJBmtzSskKT6zQiAvTqhKzkekj3d-aWFfHHEdbqFX"
#define KEY_P384_Y "7RByiFPshnljcDUItkuxz8MPgoIsutlb6bHWbHzHSKCvgKeMaU7tH1-T-f28ZIYy"
#define KEY_RFC7515_A2_N                                                                           \
  "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEz"           \
  "P1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf6"           \
  "3kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5Zw"           \
  "Kh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRW"           \
  "yuXpoQ"
#define KEY_RFC7515_A3_X "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU"
#define KEY_RFC7515_A3_Y "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"

#define TOKEN_RS256                                                                                \
  "eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCIsImtpZCI6InJzYS0xIn0.eyJpc3MiOiJodHRwczovL2lzc3Vl"           \
  "ci50ZXN0LyIsInN1YiI6ImF1dGgwfGFsaWNlIiwiYXVkIjpbImFwcCIsImh0dHBzOi8vYXBpLnRlc3QiXSwi"           \
  "ZXhwIjo0MTAyNDQ0ODAwLCJpYXQiOjE3NjcyMjU2MDAuNzUsIm5vbmNlIjoibi0xIiwiaHR0cHM6Ly9jbG91"           \
  "ZHNpZ25hbC5pby9tcXR0X3RvcGljcyI6WyJvcmcxLyMiLCJzaGFyZWQvKy9zdGF0ZSJdfQ.DtEJZtKrKxmK8"           \
  "Mrh8tbgZi-aoaucmkpDRmdGHi_hUzCPX0fIl5LR1Ej7qY-2uk0ooB8Kxe1yD2oVBN8BO8YFL0q7SlPRoIBYB"           \
  "-dtL_8Xlaq-_LvnjFI__yPl-ya6sXMEh1XT-jAGIJlgHFHFeFhEMA4Ro9ftWZcqu9UWbUp9E2c0be2p9VDMV"           \
  "DBLaN2WnqZyZdC2WQx5ySubfiX4I6ps40agvc-oxuxWbnoFbgvakK5Ke4VrMMwWyfXhvRJa2cwTI7jVqRsel"           \
  "Cqc-mepmB5eGD5JOfY4Z5gRAg96gz6JhPrXVnJVaLWKGGoXtYLPVpnZJCvH94SYpyHPe8THZbODdw"
#define TOKEN_RS256_NO_KID                                                                         \
  "eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9.eyJpc3MiOiJodHRwczovL2lzc3Vlci50ZXN0LyIsInN1YiI"           \
  "6ImF1dGgwfGFsaWNlIiwiYXVkIjpbImFwcCIsImh0dHBzOi8vYXBpLnRlc3QiXSwiZXhwIjo0MTAyNDQ0ODA"           \
  "wLCJpYXQiOjE3NjcyMjU2MDAuNzUsIm5vbmNlIjoibi0xIiwiaHR0cHM6Ly9jbG91ZHNpZ25hbC5pby9tcXR"           \
  "0X3RvcGljcyI6WyJvcmcxLyMiLCJzaGFyZWQvKy9zdGF0ZSJdfQ.aGh0IubJNL2S-r9CDVKAylDRJ88n86h4"           \
  "Yv5dXD0qG_1JGrBnb1YXVYWKtwxjc2hBX2-wcrk3Om0vW7GVkS5_ZB1gjsG1A6eFvTNcmc7fmSoAN67blywT"           \
  "Q3ViS_HfZdLW1FdlOG-LZQ7L33Db8B_C9KmWITs49BdKnhwZUxmQssf665KExU794UIm5q9jzIcShXhyDi12"           \
  "t4ftE6lqGWNCF-2BUiAwZ1y1eq8QBi3Bh5Zf335oeMYkWInvyuhy4OoKdeGAr0pM3ChynQs7MpG0pZ77tvqg"           \
  "jfc9ALtf83HNV-qMnC09IZv-w5GONe1wDYSSl4FRVQdvob8-Ewfwi2_DCQ"
#define TOKEN_RS256_OTHER_KID                                                                      \
  "eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCIsImtpZCI6IlJTQS0xIn0.eyJpc3MiOiJodHRwczovL2lzc3Vl"           \
  "ci50ZXN0LyIsInN1YiI6ImF1dGgwfGFsaWNlIiwiYXVkIjpbImFwcCIsImh0dHBzOi8vYXBpLnRlc3QiXSwi"           \
  "ZXhwIjo0MTAyNDQ0ODAwLCJpYXQiOjE3NjcyMjU2MDAuNzUsIm5vbmNlIjoibi0xIiwiaHR0cHM6Ly9jbG91"           \
  "ZHNpZ25hbC5pby9tcXR0X3RvcGljcyI6WyJvcmcxLyMiLCJzaGFyZWQvKy9zdGF0ZSJdfQ.m-Us0J3wE_JFE"           \
  "N5faktT0vyL25stmNOD9DlWqAbm2BhWdu1O82NXpP_eap9WeeIcfzRE63hHmry3w8vzzJFmzf4ip2P6dHn-Q"           \
  "eO-0rCLvAwjDiwh3vpSPknlvP6HmqnFv9OzFDqzX2Nv_pkMRbpeiFj_cAre7ZITDw9Sfki3hmCoe3oiQE9yu"           \
  "81-aSPRNRQ2kKjva0brp3rm8y0Q-NAOgIPOxfkctLqjMYHf0CL2j1EAnTWhJOZrEoyjBdStRAV7FDZFfV_Fa"           \
  "xqYMLgz5ifzByrLwTUNVFO-HAuhO16nz9nHoDhtZ_gVZcvZ_M-aR9_WPlz7cSOH0kb0dCGsBWNz1w"
#define TOKEN_RS256_CRIT                                                                           \
  "eyJhbGciOiJSUzI1NiIsImtpZCI6InJzYS0xIiwiY3JpdCI6WyJleHAiXSwiZXhwIjoxfQ.eyJpc3MiOiJod"           \
  "HRwczovL2lzc3Vlci50ZXN0LyIsInN1YiI6ImF1dGgwfGFsaWNlIiwiYXVkIjpbImFwcCIsImh0dHBzOi8vY"           \
  "XBpLnRlc3QiXSwiZXhwIjo0MTAyNDQ0ODAwLCJpYXQiOjE3NjcyMjU2MDAuNzUsIm5vbmNlIjoibi0xIiwia"           \
  "HR0cHM6Ly9jbG91ZHNpZ25hbC5pby9tcXR0X3RvcGljcyI6WyJvcmcxLyMiLCJzaGFyZWQvKy9zdGF0ZSJdf"           \
  "Q.rjvur8d7uf3o7fNmy7dDEKSAx7pVSMf213ByOodOGYkTxEDqoAAAVLIbFMyn42Uj9-Ugcm0cS7NSBGSh4K"           \
  "1E0c3HbhVg5NmwuIGlqKcOb_EDbIv6B9yjAjTX1BebTbmeTCnLoxzlU5CATpnhiK9tpoXVVWXtdNyV-68Yrc"           \
  "t4D_WEWb7dT91RO84pch3mUbO8m5L2XyZgdfpSA4PEftW9hO9yD75gGnjPccTOW89nO-Ceayo9I4QC19GHmU"           \
  "L69-KnkYKcyJJzpz2iP4Tw_TtFsFuJLHO1w2KXTMLGeMOBW467WyiN8UhOL1zVNhvMRLgzDP14YyznG5NQ8H"           \
  "on78crzg"
#define TOKEN_RS256_EC_KID                                                                         \
  "eyJhbGciOiJSUzI1NiIsImtpZCI6ImVjLTEifQ.eyJpc3MiOiJodHRwczovL2lzc3Vlci50ZXN0LyIsInN1Y"           \
  "iI6ImF1dGgwfGFsaWNlIiwiYXVkIjpbImFwcCIsImh0dHBzOi8vYXBpLnRlc3QiXSwiZXhwIjo0MTAyNDQ0O"           \
  "DAwLCJpYXQiOjE3NjcyMjU2MDAuNzUsIm5vbmNlIjoibi0xIiwiaHR0cHM6Ly9jbG91ZHNpZ25hbC5pby9tc"           \
  "XR0X3RvcGljcyI6WyJvcmcxLyMiLCJzaGFyZWQvKy9zdGF0ZSJdfQ.Ww00ddasOwuT3GoKRfDt0t-Wu0-pwi"           \
  "1xhN0ZmOJyAa-8VtB9SnmOR6tIamXlQRBH5NRJFv4OsJ2ULx1NlIsIWBcSWB_IthMtu3tlvWfRBwF7ODRB3j"           \
  "-BkL7tlhi1A5XlCTDawDViegkZAhrWC_yA_5dhEaoCpCo36y8kKIQMZlFmwEztD3YHubuf_Op2ZtjnpBMMtk"           \
  "pNbGCJaaJdPt1QktI2lEsr-3tvyeFkTYcyc_wfUC3SPCamm2UE4JiBOpWrHUdsyigzHI0YY5anQm3AcSf1vM"           \
  "uu6q20hkcj7fkrXmGCU--O_3HlO15JerKGvlCKv3SEainHD9fANrrp-tV0Dg"
#define TOKEN_PS256                                                                                \
  "eyJhbGciOiJQUzI1NiIsInR5cCI6ImF0K2p3dCIsImtpZCI6InJzYS0xIn0.eyJpc3MiOiJodHRwczovL2lz"           \
  "c3Vlci50ZXN0LyIsInN1YiI6ImF1dGgwfGFsaWNlIiwiYXVkIjpbImFwcCIsImh0dHBzOi8vYXBpLnRlc3Qi"           \
  "XSwiZXhwIjo0MTAyNDQ0ODAwLCJpYXQiOjE3NjcyMjU2MDAuNzUsIm5vbmNlIjoibi0xIiwiaHR0cHM6Ly9j"           \
  "bG91ZHNpZ25hbC5pby9tcXR0X3RvcGljcyI6WyJvcmcxLyMiLCJzaGFyZWQvKy9zdGF0ZSJdfQ.SmVQ_FA1G"           \
  "yjG-N4mHD7oI7v1XkA0OIH5JJSFfHLfbZrZJzy9cNkCVQKEn3UvoWKyXG4YgSJ3DH9lPOZ_j9ODNu1WHrpKg"           \
  "JmNeht4DB2mzeruPVyXX3SJ8ywuWtiWzuoyUw0iw-CdpQPRO2oL6lOpFC8vhbbYnFvS2K1TqoGm0vR85A2sF"           \
  "u7aHQeM_hO67BVZcLFaOdTRozEE8LdR7KBQrsmlq2TP9aK8HC_xcmSLizeM3mSzeP-nAodEhUF5MzbzQPHtw"           \
  "KHz42AcjPQHpyFt-ptXCRIxi6_94H-hMj61U36_7CiSFxwBqfzkqQtA1AvY_JMnMSNGSiQ9rq44tmCBrA"
#define TOKEN_ES256                                                                                \
  "eyJhbGciOiJFUzI1NiIsImtpZCI6ImVjLTEifQ.eyJpc3MiOiJodHRwczovL2lzc3Vlci50ZXN0LyIsInN1Y"           \
  "iI6ImF1dGgwfGFsaWNlIiwiYXVkIjpbImFwcCIsImh0dHBzOi8vYXBpLnRlc3QiXSwiZXhwIjo0MTAyNDQ0O"           \
  "DAwLCJpYXQiOjE3NjcyMjU2MDAuNzUsIm5vbmNlIjoibi0xIiwiaHR0cHM6Ly9jbG91ZHNpZ25hbC5pby9tc"           \
  "XR0X3RvcGljcyI6WyJvcmcxLyMiLCJzaGFyZWQvKy9zdGF0ZSJdfQ.ancHqWnJsevnW1MCx9z8i4L0TDdzyK"           \
  "-nZ9EojJIWBYoywysKsqHCT3_qZ6idco8rs06yNP3pe1wya6WyrydLFA"
#define TOKEN_ES256_SHORT_R                                                                        \
  "eyJhbGciOiJFUzI1NiIsImtpZCI6ImVjLTEifQ.eyJpc3MiOiJodHRwczovL2lzc3Vlci50ZXN0LyIsInN1Y"           \
  "iI6ImF1dGgwfGFsaWNlIiwiYXVkIjpbImFwcCIsImh0dHBzOi8vYXBpLnRlc3QiXSwiZXhwIjo0MTAyNDQ0O"           \
  "DAwLCJpYXQiOjE3NjcyMjU2MDAuNzUsIm5vbmNlIjoibi0xIiwiaHR0cHM6Ly9jbG91ZHNpZ25hbC5pby9tc"           \
  "XR0X3RvcGljcyI6WyJvcmcxLyMiLCJzaGFyZWQvKy9zdGF0ZSJdfQ.AJXzAcuPWykdMaswOz61Oq8peajfyG"           \
  "sElnyUxm2SfkRe6BeeRyi1LEO_R__9tPZXZfc5fjwnBqR3gq41I0-piQ"
#define TOKEN_ES256_SHORT_S                                                                        \
  "eyJhbGciOiJFUzI1NiIsImtpZCI6ImVjLTEifQ.eyJpc3MiOiJodHRwczovL2lzc3Vlci50ZXN0LyIsInN1Y"           \
  "iI6ImF1dGgwfGFsaWNlIiwiYXVkIjpbImFwcCIsImh0dHBzOi8vYXBpLnRlc3QiXSwiZXhwIjo0MTAyNDQ0O"           \
  "DAwLCJpYXQiOjE3NjcyMjU2MDAuNzUsIm5vbmNlIjoibi0xIiwiaHR0cHM6Ly9jbG91ZHNpZ25hbC5pby9tc"           \
  "XR0X3RvcGljcyI6WyJvcmcxLyMiLCJzaGFyZWQvKy9zdGF0ZSJdfQ.-h4ovYD_WZ78kt5UBChKcIHqqzOtfB"           \
  "u8XMmaEmhewYQAziF-Uw4tgjY9WDvXdFFmM8XC8tc3Xm9PQFF-kI5AAg"
#define TOKEN_ES256_SHORT_X                                                                        \
  "eyJhbGciOiJFUzI1NiIsImtpZCI6ImVjLTIifQ.eyJpc3MiOiJodHRwczovL2lzc3Vlci50ZXN0LyIsInN1Y"           \
  "iI6ImF1dGgwfGFsaWNlIiwiYXVkIjpbImFwcCIsImh0dHBzOi8vYXBpLnRlc3QiXSwiZXhwIjo0MTAyNDQ0O"           \
  "DAwLCJpYXQiOjE3NjcyMjU2MDAuNzUsIm5vbmNlIjoibi0xIiwiaHR0cHM6Ly9jbG91ZHNpZ25hbC5pby9tc"           \
  "XR0X3RvcGljcyI6WyJvcmcxLyMiLCJzaGFyZWQvKy9zdGF0ZSJdfQ.D3NeEKMdot5Xm77rl31StIQnBALOQm"           \
  "qy7EMiDsnlj-cP7OwSbjM1ucyi9TmJ_njCSCQ2V8EMLOz31JOLlN6E4A"
#define TOKEN_RS512                                                                                \
  "eyJhbGciOiJSUzUxMiIsImtpZCI6InJzYS0xIn0.eyJpc3MiOiJodHRwczovL2lzc3Vlci50ZXN0LyIsInN1"           \
  "YiI6ImF1dGgwfGFsaWNlIiwiYXVkIjpbImFwcCIsImh0dHBzOi8vYXBpLnRlc3QiXSwiZXhwIjo0MTAyNDQ0"           \
  "ODAwLCJpYXQiOjE3NjcyMjU2MDAuNzUsIm5vbmNlIjoibi0xIiwiaHR0cHM6Ly9jbG91ZHNpZ25hbC5pby9t"           \
  "cXR0X3RvcGljcyI6WyJvcmcxLyMiLCJzaGFyZWQvKy9zdGF0ZSJdfQ.gR4oNfd-AttUQoinCsxDg1XCSFdsl"           \
  "1x8M_UUJkrDiYL9Pu_t3wUaxnKBAknLzoBK_4q3nNjoo29UpBAnVFh0yPpevmxC2Ih1TrTrcJb_ZO-KIlGFe"           \
  "M1LbBPQ4uTWJf6hcEUftHz2sxIVLH32jrmzlZsp59FutYetDspAS2hPUlYCrpLgwHZxmNVSrLYfpWGrUKtld"           \
  "XyKyZ5GRMVDF0UEIbEPUOHKX_sH8xDw1ArXCE4kwjdG4MEBuHkN_wWqkeCuUi4FF539BERu_HhBsqgZGP5N3"           \
  "83LEQaOZMJ5oEai-T7vFwzLyRKHSs2jirw2XKSCh3yo2vFiguMzHGE4ENw7Hw"
#define TOKEN_HS256                                                                                \
  "eyJhbGciOiJIUzI1NiIsImtpZCI6InJzYS0xIn0.eyJpc3MiOiJodHRwczovL2lzc3Vlci50ZXN0LyIsInN1"           \
  "YiI6ImF1dGgwfGFsaWNlIiwiYXVkIjpbImFwcCIsImh0dHBzOi8vYXBpLnRlc3QiXSwiZXhwIjo0MTAyNDQ0"           \
  "ODAwLCJpYXQiOjE3NjcyMjU2MDAuNzUsIm5vbmNlIjoibi0xIiwiaHR0cHM6Ly9jbG91ZHNpZ25hbC5pby9t"           \
  "cXR0X3RvcGljcyI6WyJvcmcxLyMiLCJzaGFyZWQvKy9zdGF0ZSJdfQ._t5UUbxQTVJQZlhM9O04LVlPRLjfm"           \
  "24KHqUQy4cwWPs"
#define TOKEN_NONE                                                                                 \
  "eyJhbGciOiJub25lIiwia2lkIjoicnNhLTEifQ.eyJpc3MiOiJodHRwczovL2lzc3Vlci50ZXN0LyIsInN1Y"           \
  "iI6ImF1dGgwfGFsaWNlIiwiYXVkIjpbImFwcCIsImh0dHBzOi8vYXBpLnRlc3QiXSwiZXhwIjo0MTAyNDQ0O"           \
  "DAwLCJpYXQiOjE3NjcyMjU2MDAuNzUsIm5vbmNlIjoibi0xIiwiaHR0cHM6Ly9jbG91ZHNpZ25hbC5pby9tc"           \
  "XR0X3RvcGljcyI6WyJvcmcxLyMiLCJzaGFyZWQvKy9zdGF0ZSJdfQ."
#define TOKEN_RFC7515_A2                                                                           \
  "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGF"           \
  "tcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu"           \
  "3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdi"           \
  "uB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--x"           \
  "i12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5A"           \
  "XLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw"
#define TOKEN_RFC7515_A3                                                                           \
  "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGF"           \
  "tcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw"           \
  "5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q"
