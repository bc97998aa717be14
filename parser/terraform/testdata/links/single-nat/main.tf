# The switch of the well-known modules: one NAT gateway for all, or one for each zone.
provider "aws" {
  region = "eu-west-1"
}

variable "single_nat_gateway" {
  default = true
}

locals {
  zones     = ["a", "b", "c"]
  nat_count = var.single_nat_gateway ? 1 : length(local.zones)
}

resource "aws_vpc" "this" {
  count      = 1
  cidr_block = "10.0.0.0/16"
}

locals {
  vpc_id = try(aws_vpc.this[0].id, "")
}

resource "aws_internet_gateway" "this" {
  vpc_id = local.vpc_id
}

resource "aws_subnet" "public" {
  count      = length(local.zones)
  vpc_id     = local.vpc_id
  cidr_block = cidrsubnet("10.0.0.0/16", 8, count.index)
}

resource "aws_subnet" "private" {
  count      = length(local.zones)
  vpc_id     = local.vpc_id
  cidr_block = cidrsubnet("10.0.0.0/16", 8, 10 + count.index)
}

resource "aws_eip" "nat" {
  count  = local.nat_count
  domain = "vpc"
}

resource "aws_nat_gateway" "this" {
  count         = local.nat_count
  allocation_id = aws_eip.nat[var.single_nat_gateway ? 0 : count.index].id
  subnet_id     = element(aws_subnet.public[*].id, var.single_nat_gateway ? 0 : count.index)
}

resource "aws_route_table" "private" {
  count  = local.nat_count
  vpc_id = local.vpc_id
}

resource "aws_route" "nat" {
  count                  = local.nat_count
  route_table_id         = element(aws_route_table.private[*].id, count.index)
  destination_cidr_block = "0.0.0.0/0"
  nat_gateway_id         = element(aws_nat_gateway.this[*].id, count.index)
}

resource "aws_route_table_association" "private" {
  count          = length(local.zones)
  subnet_id      = element(aws_subnet.private[*].id, count.index)
  route_table_id = element(aws_route_table.private[*].id, var.single_nat_gateway ? 0 : count.index)
}
