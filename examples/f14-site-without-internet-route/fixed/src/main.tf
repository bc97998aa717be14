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

resource "aws_vpc" "site" {
  cidr_block = "10.40.0.0/16"
  tags       = { Name = "site" }
}

resource "aws_internet_gateway" "site" {
  vpc_id = aws_vpc.site.id
}

resource "aws_subnet" "site" {
  vpc_id            = aws_vpc.site.id
  availability_zone = "eu-west-1a"
  cidr_block        = "10.40.1.0/24"
  tags              = { Name = "site" }
}

resource "aws_route_table" "site" {
  vpc_id = aws_vpc.site.id
  tags   = { Name = "site" }
}

resource "aws_route" "site_internet" {
  route_table_id         = aws_route_table.site.id
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = aws_internet_gateway.site.id
}

resource "aws_route_table_association" "site" {
  subnet_id      = aws_subnet.site.id
  route_table_id = aws_route_table.site.id
}

resource "aws_security_group" "site" {
  name   = "site"
  vpc_id = aws_vpc.site.id

  ingress {
    from_port   = 443
    to_port     = 443
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }

  egress {
    from_port   = 443
    to_port     = 443
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_instance" "site" {
  ami                    = "ami-0c1c30571d2dae5c9"
  instance_type          = "t3.small"
  subnet_id              = aws_subnet.site.id
  vpc_security_group_ids = [aws_security_group.site.id]
  tags                   = { Name = "site" }
}

resource "aws_eip" "site" {
  domain   = "vpc"
  instance = aws_instance.site.id
}
