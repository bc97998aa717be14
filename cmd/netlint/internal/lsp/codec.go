package lsp

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/sourcegraph/jsonrpc2"
)

// maxMessage bounds the bytes of one message: several times the largest file that is linted.
const maxMessage = 64 << 20

// codec frames messages by headers, as the protocol says, and holds what it reads to a size.
type codec struct{ jsonrpc2.VSCodeObjectCodec }

var errNoLength = errors.New("a message has no Content-Length")

// ReadObject reads one message. A line of its header is no longer than the buffer of the stream, and memory is taken
// for what comes and not for what is announced.
func (codec) ReadObject(stream *bufio.Reader, v any) error {
	length := -1
	for {
		line, err := stream.ReadSlice('\n')
		if err != nil {
			return err
		}
		name, value, isHeader := strings.Cut(strings.TrimSpace(string(line)), ":")
		if !isHeader {
			break // the empty line behind the headers, or no header at all
		}
		if strings.EqualFold(name, "Content-Length") {
			if length, err = strconv.Atoi(strings.TrimSpace(value)); err != nil || length < 0 || length > maxMessage {
				return fmt.Errorf("Content-Length is %q, and may be no more than %d", strings.TrimSpace(value), maxMessage)
			}
		}
	}
	if length < 0 {
		return errNoLength
	}
	body, err := io.ReadAll(io.LimitReader(stream, int64(length)))
	if err != nil {
		return err
	}
	if len(body) < length {
		return io.ErrUnexpectedEOF
	}
	return json.Unmarshal(body, v)
}
