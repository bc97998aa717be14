package template

import (
	"strconv"
	"strings"

	"github.com/zclconf/go-cty/cty"
)

// defaultPorts are the ports that database engines listen on unless told otherwise (RDS, ElastiCache,
// DocumentDB, Neptune and Redshift user guides).
var defaultPorts = map[string]int{
	"mysql": 3306, "mariadb": 3306, "aurora": 3306, "aurora-mysql": 3306,
	"postgres": 5432, "postgresql": 5432, "aurora-postgresql": 5432,
	"sqlserver": 1433, "sqlserver-ex": 1433, "sqlserver-web": 1433, "sqlserver-se": 1433, "sqlserver-ee": 1433,
	"oracle-ee": 1521, "oracle-se2": 1521, "oracle-ee-cdb": 1521, "oracle-se2-cdb": 1521,
	"redis": 6379, "valkey": 6379, "memcached": 11211,
	"docdb": 27017, "neptune": 8182, "redshift": 5439, "dax": 8111, "opensearch": 443, "nfs": 2049,
}

// DefaultPort gives the port that an engine of databases or caches listens on unless told otherwise.
func DefaultPort(engine string) (port int, ok bool) {
	port, ok = defaultPorts[strings.ToLower(engine)]
	return port, ok
}

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
	number, ok := DefaultPort(engine)
	return cty.StringVal(strconv.Itoa(number)), ok
}
