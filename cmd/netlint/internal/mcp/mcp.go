// Package mcp offers netlint to agents: a server of the Model Context Protocol with the tools lint, path and
// explain. The tools only read.
package mcp

import (
	"context"
	"encoding/json"
	"errors"
	"io"

	sdk "github.com/modelcontextprotocol/go-sdk/mcp"
)

// LintRequest are the arguments of the tool lint.
type LintRequest struct {
	Paths      []string `json:"paths" jsonschema:"what to lint, as one network: Terraform plans or states in JSON, directories of Terraform sources, CloudFormation templates or directories of them; relative to the server's working directory"`
	Enable     []string `json:"enable,omitempty" jsonschema:"rules, families or patterns to switch on, such as nacl-* or all"`
	Disable    []string `json:"disable,omitempty" jsonschema:"rules, families or patterns to switch off; the narrower of this and enable counts"`
	Confidence string   `json:"confidence,omitempty" jsonschema:"definite (default): only what holds whatever is not known; possible: also what may hold"`
	Against    string   `json:"against,omitempty" jsonschema:"git revision to compare with: each finding gets the status new or existing"`
	NewOnly    bool     `json:"new_only,omitempty" jsonschema:"only findings that a plan brings, or that are not at the revision to compare with"`
}

// PathRequest are the arguments of the tool path.
type PathRequest struct {
	Paths    []string `json:"paths" jsonschema:"what describes the network, as for lint"`
	From     string   `json:"from" jsonschema:"where packets begin: address, logical id, Name tag or identifier of a resource, a pattern of these with *, an IP address or CIDR, internet, on-premises, or an AWS service such as s3"`
	To       string   `json:"to" jsonschema:"where packets are to go, named likewise"`
	Protocol string   `json:"protocol,omitempty" jsonschema:"tcp, udp, icmp, icmpv6, http, https or a protocol's number; tcp where a port is given, else all"`
	Port     string   `json:"port,omitempty" jsonschema:"destination port, or a range of them such as 8000-8080"`
}

// ExplainRequest are the arguments of the tool explain.
type ExplainRequest struct {
	Rule string `json:"rule" jsonschema:"id of a rule, as findings name it"`
}

// Options are what a server needs. Lint and Path give JSON, Explain gives Markdown.
type Options struct {
	Version string
	Lint    func(LintRequest) ([]byte, error)
	Path    func(PathRequest) ([]byte, error)
	Explain func(ExplainRequest) (string, error)
}

// Serve speaks with one client until it leaves.
func Serve(ctx context.Context, in io.ReadCloser, out io.WriteCloser, o Options) error {
	server := sdk.NewServer(&sdk.Implementation{Name: "netlint", Title: "Linter for AWS networks", Version: o.Version}, &sdk.ServerOptions{
		Instructions: "netlint finds faults between the resources of an AWS network described in Terraform or CloudFormation, before anything is " +
			"deployed and without touching AWS. Lint after a change; ask for the path where a finding or a person says that something " +
			"cannot be reached; explain a rule before working around it.",
	})
	readOnly := func(title string) *sdk.ToolAnnotations {
		closed := false
		return &sdk.ToolAnnotations{Title: title, ReadOnlyHint: true, IdempotentHint: true, OpenWorldHint: &closed}
	}
	sdk.AddTool(server, &sdk.Tool{
		Name: "lint", Annotations: readOnly("Find faults of a network"),
		Description: "Finds faults between the resources of an AWS network. Each finding names the resource, the place in the source, " +
			"what does not work and for whom, and the change that mends it.",
	}, func(_ context.Context, _ *sdk.CallToolRequest, r LintRequest) (*sdk.CallToolResult, any, error) {
		return structured(o.Lint(r))
	})
	sdk.AddTool(server, &sdk.Tool{
		Name: "path", Annotations: readOnly("Follow packets through a network"),
		Description: "Says whether packets get from one end to the other and their answers back, hop by hop; where they do not, " +
			"what blocks them and the fewest changes that open the way.",
	}, func(_ context.Context, _ *sdk.CallToolRequest, r PathRequest) (*sdk.CallToolResult, any, error) {
		return structured(o.Path(r))
	})
	sdk.AddTool(server, &sdk.Tool{
		Name: "explain", Annotations: readOnly("Explain a rule"),
		Description: "Explains a rule: what goes wrong, how AWS behaves, what to change, and what the rule does not see.",
	}, func(_ context.Context, _ *sdk.CallToolRequest, r ExplainRequest) (*sdk.CallToolResult, any, error) {
		text, err := o.Explain(r)
		if err != nil {
			return nil, nil, err
		}
		return &sdk.CallToolResult{Content: []sdk.Content{&sdk.TextContent{Text: text}}}, nil, nil
	})
	err := server.Run(ctx, &sdk.IOTransport{Reader: in, Writer: out})
	if errors.Is(err, io.EOF) {
		return nil // the client left
	}
	return err
}

// structured gives JSON as the result of a tool, as text and as a value.
func structured(data []byte, err error) (*sdk.CallToolResult, any, error) {
	if err != nil {
		return nil, nil, err
	}
	return &sdk.CallToolResult{Content: []sdk.Content{&sdk.TextContent{Text: string(data)}}}, json.RawMessage(data), nil
}
