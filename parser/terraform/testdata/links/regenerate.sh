#!/bin/sh
# Plans and applies each configuration of this directory against moto, a fake of AWS's API, on a loopback
# port, and writes plan.json.gz (the plan before the apply) and state.json.gz (the state after it) beside it.
#
#   ./regenerate.sh [CONFIGURATION...]
#
# Needs terraform with the AWS provider 5.100 within reach, moto_server, curl, jq and gzip.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
port=${MOTO_PORT:-5747}

moto_server -H 127.0.0.1 -p "$port" >"$work/moto.log" 2>&1 &
moto=$!
trap 'kill "$moto" 2>/dev/null; rm -rf "$work"' EXIT
until curl -s "http://127.0.0.1:$port/moto-api/data.json" >/dev/null; do sleep 0.5; done

export AWS_ENDPOINT_URL="http://127.0.0.1:$port" AWS_ACCESS_KEY_ID=testing AWS_SECRET_ACCESS_KEY=testing
export AWS_EC2_METADATA_DISABLED=true TF_IN_AUTOMATION=1 CHECKPOINT_DISABLE=1

# What tells nothing of the network, repeats something, or changes with every run.
plan_filter='del(.planned_values, .timestamp, .checks, .relevant_attributes, .applyable, .errored)
  | del(.. | .before_sensitive?, .after_sensitive?)'
state_filter='del(.. | .sensitive_values?, .timeouts?, .tags_all?)'

[ $# -gt 0 ] || set -- $(cd "$here" && ls -d */)
for name in "$@"; do
  name=${name%/}
  cp -R "$here/$name" "$work/$name"
  rm -f "$work/$name"/*.gz
  cat >"$work/$name/moto_override.tf" <<'OVERRIDE'
provider "aws" {
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  skip_requesting_account_id  = true
}
OVERRIDE
  curl -s -X POST "http://127.0.0.1:$port/moto-api/reset" >/dev/null
  if (
    cd "$work/$name"
    terraform init -no-color -input=false >log 2>&1 &&
      terraform plan -no-color -input=false -out=tfplan >>log 2>&1 &&
      terraform show -json tfplan >plan.json &&
      terraform apply -no-color -input=false tfplan >>log 2>&1 &&
      terraform show -json >state.json
  ); then
    jq -c "$plan_filter" "$work/$name/plan.json" | gzip -9n >"$here/$name/plan.json.gz"
    jq -c "$state_filter" "$work/$name/state.json" | gzip -9n >"$here/$name/state.json.gz"
    echo "$name: done"
  else
    echo "$name: failed" >&2
    tail -20 "$work/$name/log" >&2
  fi
  rm -rf "$work/$name"
done
