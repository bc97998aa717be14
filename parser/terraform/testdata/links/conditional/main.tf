# Optional parts: count of nought or one, one(), try() and a choice between two objects.
provider "aws" {
  region = "eu-west-1"
}

variable "create_igw" {
  default = true
}

variable "create_vpn" {
  default = false
}

resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_internet_gateway" "main" {
  count  = var.create_igw ? 1 : 0
  vpc_id = aws_vpc.main.id
}

resource "aws_vpn_gateway" "main" {
  count  = var.create_vpn ? 1 : 0
  vpc_id = aws_vpc.main.id
}

resource "aws_route_table" "public" {
  count  = var.create_igw ? 1 : 0
  vpc_id = aws_vpc.main.id
}

resource "aws_route_table" "private" {
  vpc_id = aws_vpc.main.id
}

resource "aws_route" "default" {
  count                  = var.create_igw ? 1 : 0
  route_table_id         = one(aws_route_table.public[*].id)
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = var.create_vpn ? one(aws_vpn_gateway.main[*].id) : one(aws_internet_gateway.main[*].id)
}

resource "aws_subnet" "app" {
  count      = 2
  vpc_id     = aws_vpc.main.id
  cidr_block = cidrsubnet("10.0.0.0/16", 8, count.index)
}

resource "aws_route_table_association" "app" {
  count          = 2
  subnet_id      = aws_subnet.app[count.index].id
  route_table_id = count.index == 0 ? aws_route_table.public[0].id : aws_route_table.private.id
}

resource "aws_security_group" "main" {
  name   = "main"
  vpc_id = try(aws_vpc.main.id, null)
}
