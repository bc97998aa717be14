package terraform

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/netlint/netlint/model"
	"github.com/netlint/netlint/parser/terraform/attribute"
)

func sortTexts(texts []model.Text) {
	slices.SortFunc(texts, func(a, b model.Text) int { return cmp.Compare(a.Kind, b.Kind) })
}

// store is what databases, caches and other managed services with interfaces in subnets have in common.
type store struct {
	kind      model.WorkloadKind
	name      attribute.String
	tags      attribute.Map
	ids       []attribute.String
	subnets   attribute.List[attribute.Ref]
	group     attribute.Ref // subnet group
	groups    attribute.List[attribute.Ref]
	port      attribute.Int
	engine    attribute.String
	public    attribute.Bool
	endpoints []attribute.String

	fileSystem attribute.String
}

// proxyPort gives the port of an RDS proxy, which is that of the engine and cannot be chosen (Amazon RDS User Guide,
// "RDS Proxy").
func proxyPort(engineFamily string) (int, error) {
	switch strings.ToUpper(engineFamily) {
	case "MYSQL":
		return 3306, nil
	case "POSTGRESQL":
		return 5432, nil
	case "SQLSERVER":
		return 1433, nil
	}
	return 0, fmt.Errorf("%q is no engine family", engineFamily)
}

func (b *builder) store(r *resource, s store) {
	w := &model.Workload{
		Object:      b.named(r, s.name, s.tags, s.ids...),
		Kind:        s.kind,
		Subnets:     refs[model.Subnet](s.subnets),
		SubnetGroup: ref[model.SubnetGroup](s.group),
		Groups:      refs[model.SecurityGroup](s.groups),
		GroupsUnset: unset(s.groups),
		PublicIP:    s.public.OrDefault(false),
		Engine:      s.engine,
		Endpoints:   knownTexts(s.endpoints...),
		FileSystem:  s.fileSystem,
	}
	port := s.port
	if port.IsAbsent() {
		if number, ok := model.EnginePort(s.engine.Or("")); ok {
			port = model.Known(number)
		}
	}
	if !port.IsAbsent() {
		w.Ports = model.ListOf(model.Port{Number: port, Protocol: "tcp"})
	}
	b.net.Add(w)
}

func (b *builder) subnetGroup(r *resource, kind string, name attribute.String, tags attribute.Map, subnets attribute.List[attribute.Ref], ids ...attribute.String) {
	b.net.Add(&model.SubnetGroup{
		Object:  b.named(r, name, tags, append([]attribute.String{name}, ids...)...),
		Kind:    kind,
		Subnets: refs[model.Subnet](subnets),
	})
}

// addDataStore is the part of the table for data stores.
func (b *builder) addDataStore(r *resource) {
	switch a := r.attrs.(type) {
	case *attribute.DBInstance:
		b.store(r, store{
			kind: model.WorkloadDatabase, name: a.Identifier, tags: tagsOf(a.TagsAll, a.Tags),
			ids: []attribute.String{a.ID, a.Identifier, a.ARN}, group: a.DBSubnetGroupName, groups: a.VPCSecurityGroupIDs,
			port: a.Port, engine: a.Engine, public: a.PubliclyAccessible, endpoints: []attribute.String{a.Address, a.Endpoint},
		})
	case *attribute.RDSCluster:
		b.store(r, store{
			kind: model.WorkloadDatabase, name: a.ClusterIdentifier, tags: tagsOf(a.TagsAll, a.Tags),
			ids: []attribute.String{a.ID, a.ClusterIdentifier, a.ARN}, group: a.DBSubnetGroupName, groups: a.VPCSecurityGroupIDs,
			port: a.Port, engine: a.Engine, public: b.beside.isPublic(a.ID, a.ClusterIdentifier),
			endpoints: append(b.beside.endpoints(a.ID, a.ClusterIdentifier), a.Endpoint, a.ReaderEndpoint),
		})
	case *attribute.DBProxy:
		b.store(r, store{
			kind: model.WorkloadDatabase, name: a.Name, tags: tagsOf(a.TagsAll, a.Tags), ids: []attribute.String{a.ID, a.ARN},
			subnets: a.VPCSubnetIDs, groups: a.VPCSecurityGroupIDs, endpoints: []attribute.String{a.Endpoint},
			port: parsed(a.EngineFamily, "engine family", proxyPort),
		})
	case *attribute.DBSubnetGroup:
		b.subnetGroup(r, "rds", a.Name, tagsOf(a.TagsAll, a.Tags), a.SubnetIDs, a.ID, a.ARN)
	case *attribute.RedshiftCluster:
		b.store(r, store{
			kind: model.WorkloadDatabase, name: a.ClusterIdentifier, tags: tagsOf(a.TagsAll, a.Tags),
			ids: []attribute.String{a.ID, a.ARN}, group: a.ClusterSubnetGroupName, groups: a.VPCSecurityGroupIDs,
			port: a.Port, engine: model.Known("redshift"), public: a.PubliclyAccessible, endpoints: []attribute.String{a.Endpoint},
		})
	case *attribute.RedshiftSubnetGroup:
		b.subnetGroup(r, "redshift", a.Name, tagsOf(a.TagsAll, a.Tags), a.SubnetIDs, a.ID, a.ARN)
	case *attribute.RedshiftServerlessWorkgroup:
		b.store(r, store{
			kind: model.WorkloadDatabase, name: a.WorkgroupName, tags: tagsOf(a.TagsAll, a.Tags), ids: []attribute.String{a.ID, a.ARN},
			subnets: a.SubnetIDs, groups: a.SecurityGroupIDs, port: a.Port, engine: model.Known("redshift"), public: a.PubliclyAccessible,
		})
	case *attribute.DocDBCluster:
		b.store(r, store{
			kind: model.WorkloadDatabase, name: a.ClusterIdentifier, tags: tagsOf(a.TagsAll, a.Tags),
			ids: []attribute.String{a.ID, a.ARN}, group: a.DBSubnetGroupName, groups: a.VPCSecurityGroupIDs,
			port: a.Port, engine: model.Known("docdb"), endpoints: []attribute.String{a.Endpoint},
		})
	case *attribute.DocDBSubnetGroup:
		b.subnetGroup(r, "docdb", a.Name, tagsOf(a.TagsAll, a.Tags), a.SubnetIDs, a.ID, a.ARN)
	case *attribute.NeptuneCluster:
		b.store(r, store{
			kind: model.WorkloadDatabase, name: a.ClusterIdentifier, tags: tagsOf(a.TagsAll, a.Tags),
			ids: []attribute.String{a.ID, a.ARN}, group: a.NeptuneSubnetGroupName, groups: a.VPCSecurityGroupIDs,
			port: a.Port, engine: model.Known("neptune"), endpoints: []attribute.String{a.Endpoint},
		})
	case *attribute.NeptuneSubnetGroup:
		b.subnetGroup(r, "neptune", a.Name, tagsOf(a.TagsAll, a.Tags), a.SubnetIDs, a.ID, a.ARN)
	default:
		b.addManagedService(r)
	}
}

// addManagedService is the part of the table for caches, file systems, brokers and the rest.
func (b *builder) addManagedService(r *resource) {
	switch a := r.attrs.(type) {
	case *attribute.ElastiCacheCluster:
		if !a.ReplicationGroupID.IsAbsent() {
			return // a member of a replication group, which holds the interfaces
		}
		b.store(r, store{
			kind: model.WorkloadCache, name: a.ClusterID, tags: tagsOf(a.TagsAll, a.Tags), ids: []attribute.String{a.ID, a.ARN},
			group: a.SubnetGroupName, groups: a.SecurityGroupIDs, port: a.Port, engine: a.Engine,
		})
	case *attribute.ElastiCacheReplicationGroup:
		b.store(r, store{
			kind: model.WorkloadCache, name: a.ReplicationGroupID, tags: tagsOf(a.TagsAll, a.Tags), ids: []attribute.String{a.ID, a.ARN},
			group: a.SubnetGroupName, groups: a.SecurityGroupIDs, port: a.Port, engine: a.Engine.OrDefault("redis"),
			endpoints: []attribute.String{a.PrimaryEndpointAddress, a.ConfigurationEndpointAddress},
		})
	case *attribute.ElastiCacheServerless:
		b.store(r, store{
			kind: model.WorkloadCache, name: a.Name, tags: tagsOf(a.TagsAll, a.Tags), ids: []attribute.String{a.ID, a.ARN},
			subnets: a.SubnetIDs, groups: a.SecurityGroupIDs, engine: a.Engine,
		})
	case *attribute.ElastiCacheSubnetGroup:
		b.subnetGroup(r, "elasticache", a.Name, tagsOf(a.TagsAll, a.Tags), a.SubnetIDs, a.ID, a.ARN)
	case *attribute.MemoryDBCluster:
		b.store(r, store{
			kind: model.WorkloadCache, name: a.Name, tags: tagsOf(a.TagsAll, a.Tags), ids: []attribute.String{a.ID, a.ARN},
			group: a.SubnetGroupName, groups: a.SecurityGroupIDs, port: a.Port, engine: model.Known("redis"),
		})
	case *attribute.MemoryDBSubnetGroup:
		b.subnetGroup(r, "memorydb", a.Name, tagsOf(a.TagsAll, a.Tags), a.SubnetIDs, a.ID, a.ARN)
	case *attribute.DAXCluster:
		b.store(r, store{
			kind: model.WorkloadCache, name: a.ClusterName, tags: tagsOf(a.TagsAll, a.Tags), ids: []attribute.String{a.ID, a.ARN},
			group: a.SubnetGroupName, groups: a.SecurityGroupIDs, engine: model.Known("dax"),
		})
	case *attribute.DAXSubnetGroup:
		b.subnetGroup(r, "dax", a.Name, attribute.Map{}, a.SubnetIDs, a.ID)
	case *attribute.DMSReplicationInstance:
		b.store(r, store{
			kind: model.WorkloadReplication, name: a.ReplicationInstanceID, tags: tagsOf(a.TagsAll, a.Tags), ids: []attribute.String{a.ID},
			group: a.ReplicationSubnetGroupID, groups: a.VPCSecurityGroupIDs, public: a.PubliclyAccessible,
		})
	case *attribute.DMSSubnetGroup:
		b.subnetGroup(r, "dms", a.ReplicationSubnetGroupID, tagsOf(a.TagsAll, a.Tags), a.SubnetIDs, a.ID)
	case *attribute.EFSMountTarget:
		b.store(r, store{
			kind: model.WorkloadFileSystem, ids: []attribute.String{a.ID}, groups: a.SecurityGroups,
			subnets: attribute.ListOf(a.SubnetID), engine: model.Known("nfs"), fileSystem: a.FileSystemID.Value(),
		})
	case *attribute.EFSAccessPoint:
		b.net.Add(&model.FileAccessPoint{Object: b.object(r, tagsOf(a.TagsAll, a.Tags), a.ID, a.ARN), FileSystem: a.FileSystemID.Value()})
	case *attribute.FSxFileSystem:
		b.store(r, store{
			kind: model.WorkloadFileSystem, tags: tagsOf(a.TagsAll, a.Tags), ids: []attribute.String{a.ID, a.ARN},
			subnets: a.SubnetIDs, groups: a.SecurityGroupIDs,
		})
	case *attribute.MSKCluster:
		nodes := first(a.BrokerNodeGroupInfo)
		b.store(r, store{
			kind: model.WorkloadBroker, name: a.ClusterName, tags: tagsOf(a.TagsAll, a.Tags), ids: []attribute.String{a.ARN, a.ID},
			subnets: nodes.ClientSubnets, groups: nodes.SecurityGroups,
		})
	case *attribute.MSKServerlessCluster:
		vpc := first(a.VPCConfig)
		b.store(r, store{
			kind: model.WorkloadBroker, name: a.ClusterName, tags: tagsOf(a.TagsAll, a.Tags), ids: []attribute.String{a.ARN, a.ID},
			subnets: vpc.SubnetIDs, groups: vpc.SecurityGroupIDs,
		})
	case *attribute.MQBroker:
		b.store(r, store{
			kind: model.WorkloadBroker, name: a.BrokerName, tags: tagsOf(a.TagsAll, a.Tags), ids: []attribute.String{a.ID, a.ARN},
			subnets: a.SubnetIDs, groups: a.SecurityGroups, public: a.PubliclyAccessible,
		})
	case *attribute.OpenSearchDomain:
		vpc, ok := a.VPCOptions.First()
		if !ok {
			return // a domain with a public endpoint has no interfaces
		}
		b.store(r, store{
			kind: model.WorkloadSearch, name: a.DomainName, tags: tagsOf(a.TagsAll, a.Tags), ids: []attribute.String{a.ARN, a.ID},
			subnets: vpc.SubnetIDs, groups: vpc.SecurityGroupIDs, engine: model.Known("opensearch"), endpoints: []attribute.String{a.Endpoint},
		})
	default:
		b.leaveOut(r)
	}
}

// leaveOut notes a resource that the model has no place for.
func (b *builder) leaveOut(r *resource) {
	if !r.data && isNetworkType(r.typ) {
		b.unsupported[r.typ] = append(b.unsupported[r.typ], r.address)
	}
}
