# Ids by name: zipmap, merge and lookup between resources and the blocks that use them.
provider "aws" {
  region = "eu-west-1"
}

resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "app" {
  count      = 3
  vpc_id     = aws_vpc.main.id
  cidr_block = cidrsubnet("10.0.0.0/16", 8, count.index)
}

resource "aws_route_table" "private" {
  vpc_id = aws_vpc.main.id
}

resource "aws_route_table" "special" {
  vpc_id = aws_vpc.main.id
}

resource "aws_route_table_association" "app" {
  for_each       = { red = "private", green = "special", blue = "private" }
  subnet_id      = zipmap(["red", "green", "blue"], aws_subnet.app[*].id)[each.key]
  route_table_id = lookup({ private = aws_route_table.private.id, special = aws_route_table.special.id }, each.value)
}

resource "aws_security_group" "by_name" {
  for_each = toset(["lb", "app"])
  name     = each.value
  vpc_id   = aws_vpc.main.id
}

resource "aws_network_interface" "app" {
  count           = 3
  subnet_id       = aws_subnet.app[count.index].id
  security_groups = values(aws_security_group.by_name)[*].id
}
