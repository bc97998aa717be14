package model_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/netlint/netlint/model"
)

func TestEnginePort(t *testing.T) {
	for engine, want := range map[string]int{"postgres": 5432, "aurora-postgresql": 5432, "MySQL": 3306, "sqlserver-ee": 1433, "oracle-se2-cdb": 1521} {
		port, ok := model.EnginePort(engine)
		assert.True(t, ok, engine)
		assert.Equal(t, want, port, engine)
	}
	for _, engine := range []string{"", "db2-se", "postgres-x"} {
		_, ok := model.EnginePort(engine)
		assert.False(t, ok, engine)
	}
}
