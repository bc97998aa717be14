variable "cidr" {
  type = string
}

variable "zones" {
  type = list(string)
}

locals {
  vpc_id = aws_vpc.this.id
}

resource "aws_vpc" "this" {
  cidr_block = var.cidr
}

# Through a local, of which a plan keeps nothing: the module has one VPC only.
resource "aws_subnet" "private" {
  count             = length(var.zones)
  vpc_id            = local.vpc_id
  cidr_block        = cidrsubnet(var.cidr, 8, count.index)
  availability_zone = var.zones[count.index]
}

resource "aws_route_table" "private" {
  count  = length(var.zones)
  vpc_id = local.vpc_id
}

resource "aws_route_table_association" "private" {
  count          = length(var.zones)
  subnet_id      = aws_subnet.private[count.index].id
  route_table_id = element(aws_route_table.private[*].id, count.index)
}

resource "aws_internet_gateway" "this" {
  vpc_id = aws_vpc.this.id
}

# Two routes of different kinds in one table: a plan keeps one flat list of references for both.
resource "aws_route_table" "public" {
  vpc_id = aws_vpc.this.id
  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = aws_internet_gateway.this.id
  }
  route {
    cidr_block         = "10.0.0.0/8"
    transit_gateway_id = aws_ec2_transit_gateway.hub.id
  }
}

resource "aws_ec2_transit_gateway" "hub" {}

resource "aws_network_acl" "private" {
  vpc_id     = aws_vpc.this.id
  subnet_ids = aws_subnet.private[*].id
  dynamic "ingress" {
    for_each = [443, 80]
    content {
      rule_no    = ingress.key * 100 + 100
      action     = "allow"
      protocol   = "tcp"
      from_port  = ingress.value
      to_port    = ingress.value
      cidr_block = "0.0.0.0/0"
    }
  }
}

output "vpc_id" {
  value = local.vpc_id
}

output "subnet_ids" {
  value = aws_subnet.private[*].id
}

output "route_table_ids" {
  value = aws_route_table.private[*].id
}
