variable "cidr" {
  type = string
}

variable "transit_gateway_id" {
  type = string
}

resource "aws_vpc" "this" {
  cidr_block = var.cidr
}

resource "aws_subnet" "attachment" {
  count      = 2
  vpc_id     = aws_vpc.this.id
  cidr_block = cidrsubnet(var.cidr, 8, count.index)
}

resource "aws_route_table" "this" {
  vpc_id = aws_vpc.this.id
}

resource "aws_route_table_association" "this" {
  count          = 2
  subnet_id      = aws_subnet.attachment[count.index].id
  route_table_id = aws_route_table.this.id
}

resource "aws_ec2_transit_gateway_vpc_attachment" "this" {
  transit_gateway_id = var.transit_gateway_id
  vpc_id             = aws_vpc.this.id
  subnet_ids         = aws_subnet.attachment[*].id
}

resource "aws_route" "to_hub" {
  route_table_id         = aws_route_table.this.id
  destination_cidr_block = "10.0.0.0/8"
  transit_gateway_id     = var.transit_gateway_id
  depends_on             = [aws_ec2_transit_gateway_vpc_attachment.this]
}

output "attachment_id" {
  value = aws_ec2_transit_gateway_vpc_attachment.this.id
}
