package model

import "strings"

// enginePorts are the ports that engines listen on unless told otherwise (RDS, ElastiCache, MemoryDB, DocumentDB, Neptune,
// Redshift, DAX, OpenSearch and EFS user guides).
var enginePorts = map[string]int{
	"mysql": 3306, "mariadb": 3306, "aurora": 3306, "aurora-mysql": 3306,
	"postgres": 5432, "postgresql": 5432, "aurora-postgresql": 5432,
	"redis": 6379, "valkey": 6379, "memcached": 11211,
	"docdb": 27017, "neptune": 8182, "redshift": 5439, "dax": 8111, "opensearch": 443, "nfs": 2049,
}

// EnginePort gives the TCP port on which an engine of databases, caches or file systems listens unless told otherwise;
// ok is false for one that is not known. Editions of SQL Server and Oracle share theirs.
func EnginePort(engine string) (port int, ok bool) {
	engine = strings.ToLower(engine)
	switch {
	case strings.HasPrefix(engine, "sqlserver"):
		return 1433, true
	case strings.HasPrefix(engine, "oracle"):
		return 1521, true
	}
	port, ok = enginePorts[engine]
	return port, ok
}
