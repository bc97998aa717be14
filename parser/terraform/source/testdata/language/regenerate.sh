#!/bin/sh
# Writes outputs.json: what Terraform itself plans for the outputs of this configuration, by name, where it
# knows them. Needs terraform (1.11 or later) and jq in PATH and nothing else.
set -eu
cd "$(dirname "$0")"
export TF_VAR_e=environment TF_VAR_list_env='["p", "q"]'
terraform init -input=false >/dev/null
terraform plan -input=false -out=tfplan >/dev/null
terraform show -json tfplan | jq -S '.planned_values.outputs | map_values(select(has("value")) | {type, value})' >outputs.json
rm -rf tfplan .terraform .terraform.lock.hcl
