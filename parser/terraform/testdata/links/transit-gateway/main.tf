# A hub with a table for spokes and one for shared services.
provider "aws" {
  region = "eu-west-1"
}

locals {
  spokes = { prod = "10.1.0.0/16", test = "10.2.0.0/16", shared = "10.3.0.0/16" }
}

resource "aws_ec2_transit_gateway" "hub" {
  default_route_table_association = "disable"
  default_route_table_propagation = "disable"
}

resource "aws_ec2_transit_gateway_route_table" "this" {
  for_each           = toset(["spokes", "shared"])
  transit_gateway_id = aws_ec2_transit_gateway.hub.id
}

module "spoke" {
  source             = "./spoke"
  for_each           = local.spokes
  cidr               = each.value
  transit_gateway_id = aws_ec2_transit_gateway.hub.id
}

resource "aws_ec2_transit_gateway_route_table_association" "this" {
  for_each                       = local.spokes
  transit_gateway_attachment_id  = module.spoke[each.key].attachment_id
  transit_gateway_route_table_id = aws_ec2_transit_gateway_route_table.this[each.key == "shared" ? "shared" : "spokes"].id
}

resource "aws_ec2_transit_gateway_route_table_propagation" "to_spokes" {
  transit_gateway_attachment_id  = module.spoke["shared"].attachment_id
  transit_gateway_route_table_id = aws_ec2_transit_gateway_route_table.this["spokes"].id
}

resource "aws_ec2_transit_gateway_route_table_propagation" "to_shared" {
  for_each                       = toset([for name in keys(local.spokes) : name if name != "shared"])
  transit_gateway_attachment_id  = module.spoke[each.value].attachment_id
  transit_gateway_route_table_id = aws_ec2_transit_gateway_route_table.this["shared"].id
}

resource "aws_ec2_transit_gateway_route" "default" {
  destination_cidr_block         = "0.0.0.0/0"
  transit_gateway_attachment_id  = module.spoke["shared"].attachment_id
  transit_gateway_route_table_id = aws_ec2_transit_gateway_route_table.this["spokes"].id
}

resource "aws_ec2_transit_gateway_route" "blackhole" {
  destination_cidr_block         = "172.16.0.0/12"
  blackhole                      = true
  transit_gateway_route_table_id = aws_ec2_transit_gateway_route_table.this["spokes"].id
}
