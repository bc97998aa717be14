#!/usr/bin/env python3
"""Compute the values of expressions.json and write them to values.json beside it.

Moto's CloudFormation evaluates everything but two things: Fn::Cidr, which is computed with Python's ipaddress
as the CloudFormation User Guide describes it, and the separators of Fn::ToJsonString, which are those of AWS.
Needs: pip install moto
"""
import ipaddress
import json
import pathlib

from moto.cloudformation import parsing

HERE = pathlib.Path(__file__).parent


def cidr(value, resources):
    """Replace Fn::Cidr by the list that it stands for, wherever it is."""
    if isinstance(value, dict):
        if "Fn::Cidr" in value:
            block, count, bits = (parsing.clean_json(cidr(v, resources), resources) for v in value["Fn::Cidr"])
            network = ipaddress.ip_network(block)
            subnets = network.subnets(new_prefix=network.max_prefixlen - int(bits))
            return [str(next(subnets)) for _ in range(int(count))]
        if "Fn::ToJsonString" in value:
            return json.dumps(parsing.clean_json(value["Fn::ToJsonString"], resources), separators=(",", ":"))
        return {k: cidr(v, resources) for k, v in value.items()}
    if isinstance(value, list):
        return [cidr(v, resources) for v in value]
    return value


def drop_no_value(value):
    """Drop what Ref to AWS::NoValue stands for; moto leaves None in its place."""
    if isinstance(value, dict):
        return {k: drop_no_value(v) for k, v in value.items() if v is not None}
    if isinstance(value, list):
        return [drop_no_value(v) for v in value if v is not None]
    return value


def main():
    case = json.loads((HERE / "expressions.json").read_text())
    values = []
    for expression in case["expressions"]:
        resources = parsing.ResourceMap(
            f"arn:aws:cloudformation:{case['region']}:{case['account']}:stack/{case['stack']}/1",
            case["stack"], case["parameters"], {}, case["region"], case["account"], case["template"], {},
        )
        resources.load_mapping()
        resources.load_parameters()
        resources.load_conditions()
        values.append(drop_no_value(parsing.clean_json(cidr(expression, resources), resources)))
    (HERE / "values.json").write_text(json.dumps(values, indent=1, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
