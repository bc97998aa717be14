# A module in the style of the well-known VPC modules: everything may be switched off, all ids are locals.
provider "aws" {
  region = "eu-west-1"
}

module "vpc" {
  source          = "./vpc"
  name            = "main"
  cidr            = "10.0.0.0/16"
  azs             = ["eu-west-1a", "eu-west-1b"]
  public_subnets  = ["10.0.1.0/24", "10.0.2.0/24"]
  private_subnets = ["10.0.11.0/24", "10.0.12.0/24", "10.0.13.0/24", "10.0.14.0/24"]
}

resource "aws_security_group" "app" {
  name   = "app"
  vpc_id = module.vpc.vpc_id
}

resource "aws_instance" "app" {
  for_each               = { one = 0, two = 1 }
  ami                    = "ami-12345678"
  instance_type          = "t3.micro"
  subnet_id              = element(module.vpc.private_subnets, each.value)
  vpc_security_group_ids = [aws_security_group.app.id]
}
