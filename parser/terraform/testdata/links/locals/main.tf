# Locals stand between every reference and its object; a plan has no locals.
provider "aws" {
  region = "eu-west-1"
}

locals {
  vpc_id    = aws_vpc.main.id
  subnets   = { for i, s in aws_subnet.app : "app-${i}" => s.id }
  table_ids = concat([aws_route_table.app.id], aws_route_table.extra[*].id)
  group     = coalesce(null, aws_security_group.app.id)
}

resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "app" {
  count      = 2
  vpc_id     = local.vpc_id
  cidr_block = cidrsubnet("10.0.0.0/16", 8, count.index)
}

resource "aws_route_table" "app" {
  vpc_id = local.vpc_id
}

resource "aws_route_table" "extra" {
  count  = 1
  vpc_id = local.vpc_id
}

resource "aws_internet_gateway" "main" {
  vpc_id = local.vpc_id
}

resource "aws_route" "out" {
  count                  = 2
  route_table_id         = local.table_ids[count.index]
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = aws_internet_gateway.main.id
}

resource "aws_route_table_association" "app" {
  for_each       = toset(["app-0", "app-1"])
  subnet_id      = local.subnets[each.key]
  route_table_id = local.table_ids[0]
}

resource "aws_security_group" "app" {
  name   = "app"
  vpc_id = local.vpc_id
}

resource "aws_instance" "app" {
  ami                    = "ami-12345678"
  instance_type          = "t3.micro"
  subnet_id              = local.subnets["app-1"]
  vpc_security_group_ids = [local.group]
}
