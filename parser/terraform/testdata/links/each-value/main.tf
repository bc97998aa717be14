# for_each over resources: each.value is a whole subnet.
provider "aws" {
  region = "eu-west-1"
}

resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "app" {
  for_each   = { blue = 1, green = 2 }
  vpc_id     = aws_vpc.main.id
  cidr_block = cidrsubnet("10.0.0.0/16", 8, each.value)
}

resource "aws_route_table" "app" {
  for_each = aws_subnet.app
  vpc_id   = each.value.vpc_id
}

resource "aws_route_table_association" "app" {
  for_each       = aws_subnet.app
  subnet_id      = each.value.id
  route_table_id = aws_route_table.app[each.key].id
}

resource "aws_security_group" "app" {
  for_each = aws_subnet.app
  name     = each.key
  vpc_id   = each.value.vpc_id
}

resource "aws_network_interface" "app" {
  for_each        = aws_subnet.app
  subnet_id       = each.value.id
  security_groups = [aws_security_group.app[each.key].id]
}

resource "aws_vpc_security_group_ingress_rule" "from_other" {
  for_each                     = { blue = "green", green = "blue" }
  security_group_id            = aws_security_group.app[each.key].id
  referenced_security_group_id = aws_security_group.app[each.value].id
  ip_protocol                  = "tcp"
  from_port                    = 443
  to_port                      = 443
}
