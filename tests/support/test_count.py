# SPDX-FileCopyrightText: 2026 The Heliograph authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""build-aux/count-tests: what it makes of what meson 1.0 writes."""
import json, os, subprocess, sys, tempfile, unittest

COUNT = os.path.join(os.environ['HELIO_SOURCE_ROOT'], 'build-aux', 'count-tests')
# Of a program without cases there is one testcase, which says nothing of a timeout.
JUNIT = '''<?xml version='1.0' encoding='utf-8'?>
<testsuites tests="9" errors="1" failures="1">
<testsuite name="heliograph.heliograph:core / mqtt"><testcase name="1 /a"/><testcase name="2 /b"><skipped/><system-out>no bus</system-out></testcase></testsuite>
<testsuite name="heliograph.heliograph:core / mqtt-link"><testcase name="1 /a"/><testcase name="2 /b"><failure/></testcase></testsuite>
<testsuite name="heliograph.heliograph:core / mqtt-lin"><testcase name="1 /a"/></testsuite>
<testsuite name="heliograph"><testcase name="heliograph:check / sizes"/><testcase name="heliograph:long / soak"/>
<testcase name="heliograph:long / flatpak"><skipped/></testcase></testsuite>
</testsuites>'''
RESULTS = [('core / mqtt', 'OK', ''), ('core / mqtt-link', 'FAIL', ''), ('core / mqtt-lin', 'ERROR', ''),
           ('check / sizes', 'OK', ''), ('long / soak', 'TIMEOUT', ''), ('long / flatpak', 'SKIP', 'one\nno network\n')]


def count(junit, results):
    with tempfile.TemporaryDirectory() as folder:
        paths = [os.path.join(folder, name) for name in ('junit', 'json')]
        with open(paths[0], 'w') as file:
            file.write(junit)
        with open(paths[1], 'w') as file:
            for name, result, error in results:
                file.write(json.dumps({'name': 'heliograph:' + name, 'result': result, 'stderr': error}) + '\n')
        done = subprocess.run([sys.executable, COUNT, *paths], stdout=subprocess.PIPE, text=True)
    return done.returncode, done.stdout.splitlines()


class Count(unittest.TestCase):
    def test_each_is_counted_once(self):
        status, lines = count(JUNIT, RESULTS)
        self.assertEqual(lines, ['skipped: heliograph:core / mqtt 2 /b: no bus',
                                 'skipped: heliograph:long / flatpak: no network',
                                 'FAILED: heliograph:core / mqtt-link 2 /b',
                                 'FAILED: heliograph:core / mqtt-lin (ERROR)',
                                 'FAILED: heliograph:long / soak (TIMEOUT)',
                                 '4 passed, 3 failed, 2 skipped'])
        self.assertEqual(status, 1)

    def test_good(self):
        self.assertEqual(count(JUNIT, RESULTS[3:4]), (0, ['1 passed, 0 failed']))

    def test_nothing_ran(self):
        self.assertEqual(count(JUNIT, [])[0], 1)
        self.assertEqual(count('', RESULTS[5:])[0], 1)

    def test_characters(self):
        self.assertEqual(count(JUNIT.replace('no bus', 'no \x1bbus'), RESULTS[:1])[1][-1], '1 passed, 0 failed, 1 skipped')


if __name__ == '__main__':
    unittest.main()
