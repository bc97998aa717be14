# Maps made by for, flatten and setproduct.
provider "aws" {
  region = "eu-west-1"
}

locals {
  networks = { prod = "10.1.0.0/16", test = "10.2.0.0/16" }
  zones    = ["eu-west-1a", "eu-west-1b"]
  subnets = { for pair in setproduct(keys(local.networks), range(length(local.zones))) :
    "${pair[0]}-${pair[1]}" => { network = pair[0], number = pair[1] }
  }
  rules = flatten([for network in sort(keys(local.networks)) : [
    for port in [80, 443] : { network = network, port = port }
  ]])
}

resource "aws_vpc" "this" {
  for_each   = local.networks
  cidr_block = each.value
}

resource "aws_subnet" "this" {
  for_each          = local.subnets
  vpc_id            = aws_vpc.this[each.value.network].id
  cidr_block        = cidrsubnet(aws_vpc.this[each.value.network].cidr_block, 8, each.value.number)
  availability_zone = local.zones[each.value.number]
}

resource "aws_route_table" "this" {
  for_each = local.networks
  vpc_id   = aws_vpc.this[each.key].id
}

resource "aws_route_table_association" "this" {
  for_each       = local.subnets
  subnet_id      = aws_subnet.this[each.key].id
  route_table_id = aws_route_table.this[each.value.network].id
}

resource "aws_security_group" "this" {
  for_each = local.networks
  name     = each.key
  vpc_id   = aws_vpc.this[each.key].id
}

resource "aws_security_group_rule" "this" {
  count             = length(local.rules)
  type              = "ingress"
  security_group_id = aws_security_group.this[local.rules[count.index].network].id
  protocol          = "tcp"
  from_port         = local.rules[count.index].port
  to_port           = local.rules[count.index].port
  cidr_blocks       = ["10.0.0.0/8"]
}

resource "aws_network_acl" "this" {
  for_each   = local.networks
  vpc_id     = aws_vpc.this[each.key].id
  subnet_ids = [for key, subnet in aws_subnet.this : subnet.id if startswith(key, each.key)]
}
