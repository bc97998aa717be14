package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// everyFinding lints and gives the findings as JSON with the exit status.
func everyFinding(t *testing.T, paths ...string) string {
	t.Helper()
	var out, said bytes.Buffer
	code := run(append([]string{"--format", "json", "--confidence", "possible", "--enable", "all"}, paths...), nil, &out, &said)
	require.NotEqual(t, exitUnusable, code, said.String())
	return fmt.Sprintf("%s%d", out.String(), code)
}

// exportOf writes the network of one input and gives the file.
func exportOf(t *testing.T, path string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "network")
	var out, said bytes.Buffer
	require.Equal(t, exitOK, run([]string{"export", "-q", "-o", file, path}, nil, &out, &said), said.String())
	require.Empty(t, out.String())
	return file
}

func TestExportsHaveTheFindingsOfWhatTheyWereMadeOf(t *testing.T) {
	inputs, err := filepath.Glob("../../examples/*/broken/*")
	require.NoError(t, err)
	compared := 0
	for _, path := range inputs {
		if filepath.Base(path) == "expected.json" {
			continue
		}
		compared++
		assert.Equal(t, everyFinding(t, path), everyFinding(t, exportOf(t, path)), path)
	}
	assert.Greater(t, compared, 20)
}

const askingRoot = `resource "aws_vpc" "a" {
  cidr_block = "10.1.0.0/16"
}

resource "aws_subnet" "a" {
  vpc_id     = aws_vpc.a.id
  cidr_block = "10.1.1.0/24"
}

resource "aws_instance" "a" {
  ami           = "ami-0c1c30571d2dae5c9"
  instance_type = "t3.small"
  subnet_id     = aws_subnet.a.id
}

resource "aws_route_table" "a" {
  vpc_id = aws_vpc.a.id
}

resource "aws_route_table_association" "a" {
  subnet_id      = aws_subnet.a.id
  route_table_id = aws_route_table.a.id
}

resource "aws_vpc_peering_connection" "a_b" {
  vpc_id      = aws_vpc.a.id
  peer_vpc_id = "vpc-0b0b0b0b0b0b0b0b0"
  auto_accept = true
}

resource "aws_route" "a_b" {
  route_table_id            = aws_route_table.a.id
  destination_cidr_block    = "10.2.0.0/16"
  vpc_peering_connection_id = aws_vpc_peering_connection.a_b.id
}
`

const askedState = `{"version":4,"terraform_version":"1.11.0","serial":1,"lineage":"b","outputs":{},"resources":[
{"mode":"managed","type":"aws_vpc","name":"b","provider":"provider[\"registry.terraform.io/hashicorp/aws\"]","instances":[{"schema_version":1,
 "attributes":{"id":"vpc-0b0b0b0b0b0b0b0b0","cidr_block":"10.2.0.0/16"}}]},
{"mode":"managed","type":"aws_subnet","name":"b","provider":"provider[\"registry.terraform.io/hashicorp/aws\"]","instances":[{"schema_version":1,
 "attributes":{"id":"subnet-0b0b0b0b0b0b0b0b0","vpc_id":"vpc-0b0b0b0b0b0b0b0b0","cidr_block":"10.2.1.0/24"}}]},
{"mode":"managed","type":"aws_instance","name":"b","provider":"provider[\"registry.terraform.io/hashicorp/aws\"]","instances":[{"schema_version":1,
 "attributes":{"id":"i-0b0b0b0b0b0b0b0b0","subnet_id":"subnet-0b0b0b0b0b0b0b0b0","ami":"ami-0c1c30571d2dae5c9","instance_type":"t3.small"}}]},
{"mode":"managed","type":"aws_route_table","name":"b","provider":"provider[\"registry.terraform.io/hashicorp/aws\"]","instances":[{"schema_version":0,
 "attributes":{"id":"rtb-0b0b0b0b0b0b0b0b0","vpc_id":"vpc-0b0b0b0b0b0b0b0b0","route":[]}}]},
{"mode":"managed","type":"aws_route_table_association","name":"b","provider":"provider[\"registry.terraform.io/hashicorp/aws\"]","instances":[{"schema_version":0,
 "attributes":{"id":"rtbassoc-0b0b0b0b0b0b0b0b0","subnet_id":"subnet-0b0b0b0b0b0b0b0b0","route_table_id":"rtb-0b0b0b0b0b0b0b0b0"}}]}]}
`

// A fault between two inputs shows when their exports are joined as when they are linted in one call.
func TestExportsJoinAsTheirInputsDo(t *testing.T) {
	root, state := filepath.Join(t.TempDir(), "a"), filepath.Join(t.TempDir(), "b.tfstate")
	require.NoError(t, os.Mkdir(root, 0o755))
	require.NoError(t, os.WriteFile(filepath.Join(root, "main.tf"), []byte(askingRoot), 0o644))
	require.NoError(t, os.WriteFile(state, []byte(askedState), 0o644))

	together := everyFinding(t, root, state)
	assert.Contains(t, together, `"peering-asymmetric-route"`)
	assert.NotContains(t, everyFinding(t, root), `"peering-asymmetric-route"`)

	assert.Equal(t, together, everyFinding(t, exportOf(t, root), exportOf(t, state)), "two exports")
	assert.Equal(t, together, everyFinding(t, root, exportOf(t, state)), "sources and an export")
}

func TestExportOfWhatCannotBeReadIsNone(t *testing.T) {
	bad := filepath.Join(t.TempDir(), "plan.json")
	require.NoError(t, os.WriteFile(bad, []byte(`{"format_version":"1.2","planned_val`), 0o644))
	file := filepath.Join(t.TempDir(), "network")
	var out, said bytes.Buffer
	assert.Equal(t, exitUnusable, run([]string{"export", "-o", file, bad}, nil, &out, &said))
	assert.NoFileExists(t, file)
	assert.Equal(t, exitNothing, run([]string{"export", "-o", file, t.TempDir()}, nil, &out, &said))
	assert.NoFileExists(t, file)
}
