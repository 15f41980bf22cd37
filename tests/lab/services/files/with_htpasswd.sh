#!/bin/sh
# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# with_htpasswd COMMAND...: make /svc/htpasswd (bcrypt) out of /svc/users (lines of user, tab, password), then become COMMAND.
# Passwords go through standard input only, never through an argument.
set -eu
umask 077
: > /svc/htpasswd.part
while IFS="$(printf '\t')" read -r user password; do
    printf '%s' "$password" | htpasswd -iB -C 4 /svc/htpasswd.part "$user" 2> /dev/null
done < /svc/users
chgrp proxy /svc/htpasswd.part
chmod 0640 /svc/htpasswd.part
mv /svc/htpasswd.part /svc/htpasswd
exec "$@"
