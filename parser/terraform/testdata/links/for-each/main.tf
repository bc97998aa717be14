# Everything by for_each over one map; each.key joins what belongs together.
provider "aws" {
  region = "eu-west-1"
}

locals {
  tiers = {
    web = { net = 0, zone = "eu-west-1a", public = true }
    app = { net = 1, zone = "eu-west-1b", public = false }
    db  = { net = 2, zone = "eu-west-1c", public = false }
  }
}

resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_internet_gateway" "main" {
  vpc_id = aws_vpc.main.id
}

resource "aws_subnet" "tier" {
  for_each          = local.tiers
  vpc_id            = aws_vpc.main.id
  cidr_block        = cidrsubnet(aws_vpc.main.cidr_block, 8, each.value.net)
  availability_zone = each.value.zone
}

resource "aws_route_table" "tier" {
  for_each = local.tiers
  vpc_id   = aws_vpc.main.id
}

resource "aws_route_table_association" "tier" {
  for_each       = local.tiers
  subnet_id      = aws_subnet.tier[each.key].id
  route_table_id = aws_route_table.tier[each.key].id
}

resource "aws_route" "internet" {
  for_each               = { for name, tier in local.tiers : name => tier if tier.public }
  route_table_id         = aws_route_table.tier[each.key].id
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = aws_internet_gateway.main.id
}

resource "aws_security_group" "tier" {
  for_each = local.tiers
  name     = each.key
  vpc_id   = aws_vpc.main.id
}

resource "aws_instance" "tier" {
  for_each               = toset(["app", "web"])
  ami                    = "ami-12345678"
  instance_type          = "t3.micro"
  subnet_id              = aws_subnet.tier[each.value].id
  vpc_security_group_ids = [aws_security_group.tier[each.key].id]
}
