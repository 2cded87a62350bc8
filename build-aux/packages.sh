# SPDX-License-Identifier: GPL-3.0-or-later
# Sourced by demo, test and bench: which packages are needed, and how they get here.

HELIO_PACKAGES_BUILD="gcc libc6-dev meson ninja-build pkgconf gettext libglib2.0-dev-bin
 libgtk-4-dev libadwaita-1-dev libgtksourceview-5-dev libsoup-3.0-dev libjson-glib-dev
 libmosquitto-dev mosquitto-dev libsecret-1-dev libgnutls28-dev libsqlite3-dev libqrencode-dev"
HELIO_PACKAGES_RUN="mosquitto glib-networking ca-certificates adwaita-icon-theme
 gsettings-desktop-schemas fonts-cantarell fonts-dejavu-core librsvg2-common libglib2.0-bin
 shared-mime-info desktop-file-utils gtk-update-icon-cache"
HELIO_PACKAGES_TOUR="xvfb xauth dbus dbus-x11 at-spi2-core gir1.2-atspi-2.0 python3-gi chromium chromium-driver
 xdg-utils gnome-keyring libsecret-tools imagemagick x11-utils xdotool"
HELIO_PACKAGES_TEST="$HELIO_PACKAGES_TOUR clang-format mosquitto-clients python3-junitparser openssl appstream libasan8 libubsan1 procps iproute2"

# The names on other distributions, for a person who has to translate them.
helio_say_other() {
  cat >&2 <<TEXT
This is not Debian (or a system like it), so nothing was installed. Please install these by your
own package manager, with their development files, and run this again:
  gcc, meson >= 1.0, ninja, pkg-config, gettext
  gtk4 >= 4.8, libadwaita >= 1.2, gtksourceview5, libsoup3 >= 3.2, json-glib >= 1.6, libsecret >= 0.20,
  gnutls >= 3.7, sqlite3, libqrencode >= 4.1, mosquitto >= 2.0 (broker, client library, plugin headers), glib-networking
  for the tour and the tests also: Xvfb, dbus, at-spi2-core with its introspection data, python3 with
  PyGObject, Chromium, gnome-keyring, ImageMagick, clang-format
Missing here: $*
TEXT
}

helio_missing_elsewhere() {
  local missing=""
  for tool in gcc meson ninja pkg-config msgfmt; do
    command -v "$tool" >/dev/null 2>&1 || missing="$missing $tool"
  done
  for module in gtk4 libadwaita-1 gtksourceview-5 libsoup-3.0 json-glib-1.0 libmosquitto libsecret-1 gnutls sqlite3 libqrencode; do
    pkg-config --exists "$module" 2>/dev/null || missing="$missing $module"
  done
  PATH="$PATH:/usr/sbin" command -v mosquitto >/dev/null 2>&1 || missing="$missing mosquitto"
  printf '%s' "$missing"
}

# helio_install PACKAGE…: says what is missing and installs it; sudo only if it must.
helio_install() {
  local missing="" package status
  if ! command -v dpkg-query >/dev/null 2>&1 || ! command -v apt-get >/dev/null 2>&1; then
    missing=$(helio_missing_elsewhere)
    [ -z "$missing" ] && return 0
    helio_say_other "$missing"
    return 1
  fi
  for package in "$@"; do
    status=$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null) || status=""
    [ "$status" = installed ] || missing="$missing $package"
  done
  [ -z "$missing" ] && return 0
  echo "Installing the missing Debian packages:$missing" >&2
  local as=""
  if [ "$(id -u)" != 0 ]; then
    command -v sudo >/dev/null 2>&1 || {
      echo "You are not root and there is no sudo. Please run: apt-get install$missing" >&2
      return 1
    }
    as="sudo"
  fi
  $as env DEBIAN_FRONTEND=noninteractive apt-get update -qq >&2 || return 1
  # shellcheck disable=SC2086
  $as env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >&2
}
