#!/bin/sh
# Writes results.txt: what Terraform itself makes of the expressions in expressions.txt, as JSON, line by line.
# Needs terraform (1.11 or later) in PATH and nothing else.
set -eu
cd "$(dirname "$0")"
list=$(sed 's/.*/jsonencode(&)/' expressions.txt | paste -sd, -)
printf '[%s]\n' "$list" | terraform console | sed -n 's/^  \(".*"\),$/\1/p' >results.txt
wc -l expressions.txt results.txt
