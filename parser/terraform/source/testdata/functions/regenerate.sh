#!/bin/sh
# Writes results.txt: what Terraform itself makes of the expressions in expressions.txt, as JSON, line by line.
# Needs terraform (1.11 or later) in PATH and nothing else.
set -eu
cd "$(dirname "$0")"
while IFS= read -r expression; do
	printf 'jsonencode(%s)\n' "$expression" | terraform console
done <expressions.txt >results.txt
wc -l expressions.txt results.txt
