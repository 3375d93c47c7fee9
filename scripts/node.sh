#!/usr/bin/env bash
# Node for `nest start --no-shell --exec`, which quotes a path with blanks although no shell takes the quotes off.
args=("${@#\"}")
exec node "${args[@]%\"}"
