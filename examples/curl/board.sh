#!/bin/sh
# Prints the first three of a race, each second, as server-sent events; nothing but curl is needed:
#
#     sh examples/curl/board.sh http://localhost:8080 test
#
# What may stand behind the ? is in SPEC.md, P-1; a private race needs &key=... with a watch or feed key for it.
gateway=${1:-http://localhost:8080}
race=${2:-test}
exec curl --no-buffer --silent --show-error --fail "$gateway/api/races/$race/stream?topics=board,log&rows=3"
