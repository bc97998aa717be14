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

resource "aws_vpc" "batch" {
  cidr_block = "10.30.0.0/16"
}

resource "aws_subnet" "batch" {
  vpc_id            = aws_vpc.batch.id
  availability_zone = "eu-west-1a"
  cidr_block        = "10.30.1.0/24"
}

resource "aws_instance" "batch" {
  ami           = "ami-0c1c30571d2dae5c9"
  instance_type = "m5.large"
  subnet_id     = aws_subnet.batch.id
  tags          = { Name = "batch" }
}

resource "aws_ebs_volume" "data" {
  availability_zone = "eu-west-1a"
  size              = 1000
  type              = "gp3"
  iops              = 16000
  throughput        = 700
}

resource "aws_volume_attachment" "data" {
  device_name = "/dev/sdf"
  volume_id   = aws_ebs_volume.data.id
  instance_id = aws_instance.batch.id
}
