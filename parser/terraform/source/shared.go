package source

import (
	"maps"
	"sync"

	"github.com/zclconf/go-cty/cty/function"
)

// Shared is what the root modules of one call have in common: the provider's schemas, the functions that
// depend on no root, and the modules that are called. It is safe for concurrent use.
type Shared struct {
	schemas   schemaTable
	functions func() map[string]function.Function

	mu      sync.Mutex
	modules map[moduleKey]*sharedModule
}

// moduleKey tells the directories of modules apart: by the path that is shown, and by that in the file system,
// whose root can differ from one root module to the next.
type moduleKey struct{ shown, dir string }

// sharedModule is a module that is parsed on first use.
type sharedModule struct {
	once   sync.Once
	parsed parsedModule
}

// NewShared gives an empty Shared.
func NewShared() *Shared {
	return &Shared{functions: sync.OnceValue(pureFunctions), modules: map[moduleKey]*sharedModule{}}
}

// module gives the module of a key, which parse reads unless that has been done.
func (s *Shared) module(key moduleKey, parse func() parsedModule) parsedModule {
	s.mu.Lock()
	m := s.modules[key]
	if m == nil {
		m = &sharedModule{}
		s.modules[key] = m
	}
	s.mu.Unlock()
	m.once.Do(func() { m.parsed = parse() })
	return m.parsed
}

// functionsWith gives a table of the shared functions and of others.
func (s *Shared) functionsWith(others map[string]function.Function) map[string]function.Function {
	funcs := maps.Clone(s.functions())
	maps.Copy(funcs, others)
	return funcs
}
