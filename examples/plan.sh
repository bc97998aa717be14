#!/usr/bin/env bash
# Plans every example with the Terraform on the PATH and keeps what `terraform show -json` prints, without
# what changes from run to run. Where the AWS provider comes from is Terraform's own matter
# (TF_CLI_CONFIG_FILE, TF_PLUGIN_CACHE_DIR).
#
#   examples/plan.sh [EXAMPLE...]     examples/plan.sh f01-peering-without-way-back/broken
set -euo pipefail
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export TF_IN_AUTOMATION=1 TF_DATA_DIR="$work/data"

[ $# -gt 0 ] || set -- */*/
for example in "$@"; do
  example=${example%/}
  [ -d "$example/src" ] || continue
  rm -rf "$work/src" "$TF_DATA_DIR"
  cp -r "$example/src" "$work/src"
  terraform -chdir="$work/src" fmt -check -diff
  terraform -chdir="$work/src" init -input=false -backend=false >/dev/null
  terraform -chdir="$work/src" plan -input=false -out="$work/tfplan" >/dev/null
  terraform -chdir="$work/src" show -json "$work/tfplan" |
    sed -E 's/"timestamp":"[^"]*"/"timestamp":"2026-01-01T00:00:00Z"/' >"$example/plan.json"
  echo "$example"
done
