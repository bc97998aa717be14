# Every pair of VPCs peers; routes for all tables of both sides come from one flattened map.
provider "aws" {
  region = "eu-west-1"
}

locals {
  networks = { a = "10.1.0.0/16", b = "10.2.0.0/16", c = "10.3.0.0/16" }
  pairs = { for pair in setproduct(keys(local.networks), keys(local.networks)) :
    "${pair[0]}-${pair[1]}" => { from = pair[0], to = pair[1] } if index(keys(local.networks), pair[0]) < index(keys(local.networks), pair[1])
  }
  routes = merge([for name, pair in local.pairs : {
    "${pair.from}:${name}" = { table = pair.from, cidr = local.networks[pair.to], peering = name }
    "${pair.to}:${name}"   = { table = pair.to, cidr = local.networks[pair.from], peering = name }
  }]...)
}

resource "aws_vpc" "this" {
  for_each   = local.networks
  cidr_block = each.value
}

resource "aws_subnet" "this" {
  for_each   = aws_vpc.this
  vpc_id     = each.value.id
  cidr_block = cidrsubnet(each.value.cidr_block, 8, 1)
}

resource "aws_route_table" "this" {
  for_each = aws_vpc.this
  vpc_id   = each.value.id
}

resource "aws_route_table_association" "this" {
  for_each       = local.networks
  subnet_id      = aws_subnet.this[each.key].id
  route_table_id = aws_route_table.this[each.key].id
}

resource "aws_vpc_peering_connection" "this" {
  for_each    = local.pairs
  vpc_id      = aws_vpc.this[each.value.from].id
  peer_vpc_id = aws_vpc.this[each.value.to].id
  auto_accept = true
}

resource "aws_route" "peering" {
  for_each                  = local.routes
  route_table_id            = aws_route_table.this[each.value.table].id
  destination_cidr_block    = each.value.cidr
  vpc_peering_connection_id = aws_vpc_peering_connection.this[each.value.peering].id
}
