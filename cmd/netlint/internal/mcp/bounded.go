package mcp

import (
	"bytes"
	"errors"
	"io"
)

// maxMessage bounds the bytes of one message, which is one line.
const maxMessage = 16 << 20

var errTooLong = errors.New("a message is longer than 16 MiB")

// bounded ends a stream at a message that is too long: the library would keep all of it in memory.
type bounded struct {
	io.ReadCloser
	line int // bytes of the present line
}

func (b *bounded) Read(into []byte) (int, error) {
	n, err := b.ReadCloser.Read(into)
	if at := bytes.LastIndexByte(into[:n], '\n'); at >= 0 {
		b.line = n - at - 1
	} else {
		b.line += n
	}
	if b.line > maxMessage {
		return n, errTooLong
	}
	return n, err
}
