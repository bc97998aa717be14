variable "subnet_ids" {
  type = list(string)
}

variable "group_id" {
  type = string
}

resource "aws_instance" "this" {
  count                  = 2
  ami                    = "ami-12345678"
  instance_type          = "t3.micro"
  subnet_id              = var.subnet_ids[count.index]
  vpc_security_group_ids = [var.group_id]
}
