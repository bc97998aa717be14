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

resource "aws_vpc" "web" {
  cidr_block           = "10.1.0.0/16"
  enable_dns_hostnames = true
  tags                 = { Name = "web" }
}

resource "aws_subnet" "web" {
  vpc_id            = aws_vpc.web.id
  cidr_block        = "10.1.10.0/24"
  availability_zone = "eu-west-1a"
  tags              = { Name = "web" }
}

resource "aws_route_table" "web" {
  vpc_id = aws_vpc.web.id
  tags   = { Name = "web" }
}

resource "aws_route_table_association" "web" {
  subnet_id      = aws_subnet.web.id
  route_table_id = aws_route_table.web.id
}

resource "aws_security_group" "web" {
  name   = "web"
  vpc_id = aws_vpc.web.id

  egress {
    description = "the API"
    from_port   = 80
    to_port     = 80
    protocol    = "tcp"
    cidr_blocks = ["10.2.4.0/24"]
  }
}

resource "aws_instance" "web" {
  ami                    = "ami-0c1c30571d2dae5c9"
  instance_type          = "t3.small"
  subnet_id              = aws_subnet.web.id
  vpc_security_group_ids = [aws_security_group.web.id]
  user_data              = "#!/bin/bash\necho API=http://api.example.internal/ >> /etc/web.env\n"
  tags                   = { Name = "web" }
}

resource "aws_vpc" "api" {
  cidr_block           = "10.2.0.0/16"
  enable_dns_hostnames = true
  tags                 = { Name = "api" }
}

resource "aws_subnet" "api" {
  vpc_id            = aws_vpc.api.id
  cidr_block        = "10.2.4.0/24"
  availability_zone = "eu-west-1a"
  tags              = { Name = "api" }
}

resource "aws_subnet" "api_gateway" {
  vpc_id            = aws_vpc.api.id
  cidr_block        = "10.2.0.0/28"
  availability_zone = "eu-west-1a"
  tags              = { Name = "api-gateway" }
}

resource "aws_route_table" "api" {
  vpc_id = aws_vpc.api.id
  tags   = { Name = "api" }
}

resource "aws_route" "api_to_web" {
  route_table_id         = aws_route_table.api.id
  destination_cidr_block = aws_vpc.web.cidr_block
  transit_gateway_id     = aws_ec2_transit_gateway.core.id
  depends_on             = [aws_ec2_transit_gateway_vpc_attachment.api]
}

resource "aws_route_table_association" "api" {
  subnet_id      = aws_subnet.api.id
  route_table_id = aws_route_table.api.id
}

resource "aws_security_group" "api" {
  name   = "api"
  vpc_id = aws_vpc.api.id

  ingress {
    from_port   = 80
    to_port     = 80
    protocol    = "tcp"
    cidr_blocks = ["10.1.0.0/16"]
  }

  egress {
    from_port   = 0
    to_port     = 0
    protocol    = "-1"
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_instance" "api" {
  ami                    = "ami-0c1c30571d2dae5c9"
  instance_type          = "t3.small"
  subnet_id              = aws_subnet.api.id
  private_ip             = "10.2.4.168"
  vpc_security_group_ids = [aws_security_group.api.id]
  tags                   = { Name = "api" }
}

resource "aws_ec2_transit_gateway" "core" {
  description = "core"
}

resource "aws_ec2_transit_gateway_vpc_attachment" "web" {
  transit_gateway_id = aws_ec2_transit_gateway.core.id
  vpc_id             = aws_vpc.web.id
  subnet_ids         = [aws_subnet.web.id]
}

resource "aws_ec2_transit_gateway_vpc_attachment" "api" {
  transit_gateway_id = aws_ec2_transit_gateway.core.id
  vpc_id             = aws_vpc.api.id
  subnet_ids         = [aws_subnet.api_gateway.id]
}

resource "aws_route53_zone" "internal" {
  name = "example.internal"

  vpc {
    vpc_id = aws_vpc.web.id
  }
}

resource "aws_route53_record" "api" {
  zone_id = aws_route53_zone.internal.zone_id
  name    = "api.example.internal"
  type    = "A"
  ttl     = 60
  records = ["10.2.4.168"]
}
