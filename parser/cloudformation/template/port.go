package template

import (
	"strconv"

	"github.com/zclconf/go-cty/cty"

	"github.com/netlint/netlint/model"
)

// engines are those of the types of data stores that do not name it themselves.
var engines = map[string]string{
	"AWS::DocDB::DBCluster": "docdb", "AWS::Neptune::DBCluster": "neptune", "AWS::Redshift::Cluster": "redshift",
	"AWS::ElastiCache::ReplicationGroup": "redis",
}

// port gives the port of a data store's endpoint: the one that its properties set, else its engine's.
func (s *stack) port(id, kind string) (cty.Value, bool) {
	for _, property := range []string{"Port", "DBPort"} {
		if v, ok := s.property(id, property); ok {
			return v, true
		}
	}
	engine := engines[kind]
	if v, ok := s.property(id, "Engine"); ok {
		text, known := textOf(v)
		if !known {
			return v, true
		}
		engine = text
	}
	number, ok := model.EnginePort(engine)
	return cty.StringVal(strconv.Itoa(number)), ok
}
