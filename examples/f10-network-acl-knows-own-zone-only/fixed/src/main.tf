terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.0"
    }
  }
}

# The keys are made up and the checks are off, so that the plan needs no account.
provider "aws" {
  region                      = "eu-west-1"
  access_key                  = "example"
  secret_key                  = "example"
  skip_credentials_validation = true
  skip_requesting_account_id  = true
  skip_metadata_api_check     = true
}

locals {
  zones       = { a = 0, c = 1 }
  data_centre = "192.168.0.0/16"
}

resource "aws_vpc" "app" {
  cidr_block = "10.20.0.0/16"
  tags       = { Name = "app" }
}

resource "aws_subnet" "gateway" {
  for_each          = local.zones
  vpc_id            = aws_vpc.app.id
  availability_zone = "eu-west-1${each.key}"
  cidr_block        = cidrsubnet("10.20.0.0/24", 4, each.value)
  tags              = { Name = "gateway-${each.key}" }
}

resource "aws_subnet" "app" {
  for_each          = local.zones
  vpc_id            = aws_vpc.app.id
  availability_zone = "eu-west-1${each.key}"
  cidr_block        = cidrsubnet(aws_vpc.app.cidr_block, 8, each.value + 10)
  tags              = { Name = "app-${each.key}" }
}

resource "aws_route_table" "app" {
  vpc_id = aws_vpc.app.id
  tags   = { Name = "app" }
}

resource "aws_route" "app_to_data_centre" {
  route_table_id         = aws_route_table.app.id
  destination_cidr_block = local.data_centre
  transit_gateway_id     = aws_ec2_transit_gateway.core.id
  depends_on             = [aws_ec2_transit_gateway_vpc_attachment.app]
}

resource "aws_route_table_association" "app" {
  for_each       = local.zones
  subnet_id      = aws_subnet.app[each.key].id
  route_table_id = aws_route_table.app.id
}

resource "aws_ec2_transit_gateway" "core" {
  description = "core"
}

resource "aws_ec2_transit_gateway_vpc_attachment" "app" {
  transit_gateway_id = aws_ec2_transit_gateway.core.id
  vpc_id             = aws_vpc.app.id
  subnet_ids         = [for s in aws_subnet.gateway : s.id]
}

resource "aws_customer_gateway" "data_centre" {
  bgp_asn    = 65010
  ip_address = "203.0.113.10"
  type       = "ipsec.1"
}

resource "aws_vpn_connection" "data_centre" {
  customer_gateway_id = aws_customer_gateway.data_centre.id
  transit_gateway_id  = aws_ec2_transit_gateway.core.id
  type                = "ipsec.1"
}

resource "aws_network_acl" "gateway_a" {
  vpc_id     = aws_vpc.app.id
  subnet_ids = [aws_subnet.gateway["a"].id]

  dynamic "ingress" {
    for_each = [for s in aws_subnet.app : s.cidr_block]
    content {
      rule_no    = 100 + ingress.key
      protocol   = "-1"
      action     = "allow"
      cidr_block = ingress.value
      from_port  = 0
      to_port    = 0
    }
  }

  ingress {
    rule_no    = 200
    protocol   = "-1"
    action     = "allow"
    cidr_block = local.data_centre
    from_port  = 0
    to_port    = 0
  }

  dynamic "egress" {
    for_each = [for s in aws_subnet.app : s.cidr_block]
    content {
      rule_no    = 100 + egress.key
      protocol   = "-1"
      action     = "allow"
      cidr_block = egress.value
      from_port  = 0
      to_port    = 0
    }
  }

  egress {
    rule_no    = 200
    protocol   = "-1"
    action     = "allow"
    cidr_block = local.data_centre
    from_port  = 0
    to_port    = 0
  }

  tags = { Name = "gateway-a" }
}

resource "aws_network_acl" "gateway_c" {
  vpc_id     = aws_vpc.app.id
  subnet_ids = [aws_subnet.gateway["c"].id]

  dynamic "ingress" {
    for_each = [for s in aws_subnet.app : s.cidr_block]
    content {
      rule_no    = 100 + ingress.key
      protocol   = "-1"
      action     = "allow"
      cidr_block = ingress.value
      from_port  = 0
      to_port    = 0
    }
  }

  ingress {
    rule_no    = 200
    protocol   = "-1"
    action     = "allow"
    cidr_block = local.data_centre
    from_port  = 0
    to_port    = 0
  }

  dynamic "egress" {
    for_each = [for s in aws_subnet.app : s.cidr_block]
    content {
      rule_no    = 100 + egress.key
      protocol   = "-1"
      action     = "allow"
      cidr_block = egress.value
      from_port  = 0
      to_port    = 0
    }
  }

  egress {
    rule_no    = 200
    protocol   = "-1"
    action     = "allow"
    cidr_block = local.data_centre
    from_port  = 0
    to_port    = 0
  }

  tags = { Name = "gateway-c" }
}

resource "aws_security_group" "app" {
  name   = "app"
  vpc_id = aws_vpc.app.id

  ingress {
    from_port   = 8443
    to_port     = 8443
    protocol    = "tcp"
    cidr_blocks = [local.data_centre]
  }

  egress {
    from_port   = 0
    to_port     = 0
    protocol    = "-1"
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_instance" "app" {
  for_each               = local.zones
  ami                    = "ami-0c1c30571d2dae5c9"
  instance_type          = "t3.small"
  subnet_id              = aws_subnet.app[each.key].id
  vpc_security_group_ids = [aws_security_group.app.id]
  tags                   = { Name = "app-${each.key}" }
}
