package source

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/zclconf/go-cty/cty"
)

// AWS makes the ARN of what has a name in the configuration by the name; of everything else only a symbol is known.
func TestARNsThatFollowFromNames(t *testing.T) {
	root := loadOne(t, `
provider "aws" {
  region              = "eu-west-1"
  allowed_account_ids = ["111122223333"]
}
resource "aws_sqs_queue" "named" { name = "orders" }
resource "aws_sqs_queue" "unnamed" {}
resource "aws_sqs_queue" "later" { name = "orders-${aws_vpc.v.id}" }
resource "aws_sns_topic" "named" { name = "news" }
resource "aws_kinesis_stream" "named" { name = "clicks" }
resource "aws_ecr_repository" "named" { name = "shop/web" }
resource "aws_cloudwatch_log_group" "named" { name = "/shop" }
resource "aws_sfn_state_machine" "named" { name = "order" }
resource "aws_secretsmanager_secret" "named" { name = "prod/db" }
resource "aws_vpc" "v" {
  tags = {
    queue   = aws_sqs_queue.named.arn
    topic   = aws_sns_topic.named.id
    stream  = aws_kinesis_stream.named.arn
    images  = aws_ecr_repository.named.arn
    image   = "${aws_ecr_repository.named.repository_url}:1"
    logs    = "${aws_cloudwatch_log_group.named.arn}:*"
    machine = aws_sfn_state_machine.named.arn
    secret  = aws_secretsmanager_secret.named.arn
    unnamed = aws_sqs_queue.unnamed.arn
  }
}
resource "aws_subnet" "s" { tags = { later = aws_sqs_queue.later.arn } }
`)
	tagOf := func(address, tag string) string {
		return value(t, root, address, "tags").Index(cty.StringVal(tag)).AsString()
	}
	for tag, want := range map[string]string{
		"queue":   "arn:aws:sqs:eu-west-1:111122223333:orders",
		"topic":   "arn:aws:sns:eu-west-1:111122223333:news",
		"stream":  "arn:aws:kinesis:eu-west-1:111122223333:stream/clicks",
		"images":  "arn:aws:ecr:eu-west-1:111122223333:repository/shop/web",
		"image":   "111122223333.dkr.ecr.eu-west-1.amazonaws.com/shop/web:1",
		"logs":    "arn:aws:logs:eu-west-1:111122223333:log-group:/shop:*",
		"machine": "arn:aws:states:eu-west-1:111122223333:stateMachine:order",
		"secret":  "arn:aws:secretsmanager:eu-west-1:111122223333:secret:prod/db-" + SyntheticID("root", "aws_secretsmanager_secret.named", "suffix"),
		"unnamed": SyntheticID("root", "aws_sqs_queue.unnamed", "arn"),
	} {
		assert.Equal(t, want, tagOf("aws_vpc.v", tag), tag)
	}
	assert.Equal(t, SyntheticID("root", "aws_sqs_queue.later", "arn"), tagOf("aws_subnet.s", "later"))
}
