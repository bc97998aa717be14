# Instances with interfaces of their own, an autoscaling group with a launch template, Elastic IPs.
provider "aws" {
  region = "eu-west-1"
}

resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "app" {
  count             = 3
  vpc_id            = aws_vpc.main.id
  cidr_block        = cidrsubnet("10.0.0.0/16", 8, count.index)
  availability_zone = "eu-west-1${["a", "b", "c"][count.index]}"
}

resource "aws_security_group" "app" {
  name   = "app"
  vpc_id = aws_vpc.main.id
}

resource "aws_security_group" "admin" {
  name   = "admin"
  vpc_id = aws_vpc.main.id
}

resource "aws_network_interface" "appliance" {
  count             = 2
  subnet_id         = aws_subnet.app[count.index].id
  security_groups   = [aws_security_group.app.id, aws_security_group.admin.id]
  source_dest_check = false
}

resource "aws_instance" "appliance" {
  count         = 2
  ami           = "ami-12345678"
  instance_type = "t3.micro"

  network_interface {
    network_interface_id = aws_network_interface.appliance[count.index].id
    device_index         = 0
  }
}

resource "aws_eip" "appliance" {
  domain            = "vpc"
  network_interface = aws_network_interface.appliance[0].id
}

resource "aws_route_table" "app" {
  vpc_id = aws_vpc.main.id
}

resource "aws_route" "by_appliance" {
  route_table_id         = aws_route_table.app.id
  destination_cidr_block = "192.168.0.0/16"
  network_interface_id   = aws_network_interface.appliance[1].id
}

resource "aws_route_table_association" "app" {
  count          = 3
  subnet_id      = aws_subnet.app[count.index].id
  route_table_id = aws_route_table.app.id
}

resource "aws_launch_template" "app" {
  name                   = "app"
  image_id               = "ami-12345678"
  instance_type          = "t3.micro"
  vpc_security_group_ids = [aws_security_group.app.id]
}

resource "aws_autoscaling_group" "app" {
  name                = "app"
  min_size            = 0
  max_size            = 2
  desired_capacity    = 0
  vpc_zone_identifier = aws_subnet.app[*].id

  launch_template {
    id      = aws_launch_template.app.id
    version = "$Latest"
  }
}

resource "aws_instance" "bastion" {
  ami                    = "ami-12345678"
  instance_type          = "t3.micro"
  subnet_id              = aws_subnet.app[2].id
  vpc_security_group_ids = [aws_security_group.admin.id]
}

resource "aws_eip" "bastion" {
  domain = "vpc"
}

resource "aws_eip_association" "bastion" {
  allocation_id = aws_eip.bastion.id
  instance_id   = aws_instance.bastion.id
}
