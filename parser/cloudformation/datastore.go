package cloudformation

import (
	"github.com/awslabs/goformation/v7/cloudformation/efs"
	"github.com/awslabs/goformation/v7/cloudformation/elasticache"
	"github.com/awslabs/goformation/v7/cloudformation/msk"
	"github.com/awslabs/goformation/v7/cloudformation/opensearchservice"
	"github.com/awslabs/goformation/v7/cloudformation/rds"

	"github.com/netlint/netlint/model"
)

// subnetGroup covers the subnet groups of all services: they differ in the name of their name.
func subnetGroup(kind string) func(*resource) {
	return func(r *resource) {
		p := decode[struct {
			SubnetIDs                        []string `json:"SubnetIds"`
			DBSubnetGroupName                *string
			CacheSubnetGroupName             *string
			SubnetGroupName                  *string
			ReplicationSubnetGroupIdentifier *string
		}](r)
		g := &model.SubnetGroup{Object: r.object(), Kind: kind, Subnets: refs[model.Subnet](r, &p.SubnetIDs)}
		for _, name := range []**string{&p.DBSubnetGroupName, &p.CacheSubnetGroupName, &p.SubnetGroupName, &p.ReplicationSubnetGroupIdentifier} {
			if text, ok := r.raw(name).Get(); ok && text != g.ID {
				g.Aliases = append(g.Aliases, text)
			}
		}
		r.add(g)
	}
}

func dbInstance(r *resource) {
	p := decode[rds.DBInstance](r)
	w := &model.Workload{
		Object:      r.aliased("DBInstanceArn"),
		Kind:        model.WorkloadDatabase,
		SubnetGroup: ref[model.SubnetGroup](r, &p.DBSubnetGroupName),
		Groups:      refs[model.SecurityGroup](r, &p.VPCSecurityGroups),
		GroupsUnset: r.unset(&p.VPCSecurityGroups),
		PublicIP:    r.boolean(&p.PubliclyAccessible).OrDefault(false),
		Engine:      r.text(&p.Engine),
		Endpoints:   r.strings("Endpoint.Address"),
	}
	w.Ports = r.databasePort(r.numeral(&p.Port), w.Engine, "Port")
	// A member of a cluster listens where, and behind the groups that, the cluster says.
	if cluster := r.id(&p.DBClusterIdentifier); !cluster.IsAbsent() && w.GroupsUnset {
		r.later(func() { r.inherit(w, cluster) })
	}
	r.add(w)
}

// inherit gives a database instance what its cluster says.
func (r *resource) inherit(w *model.Workload, cluster model.Value[string]) {
	id, ok := cluster.Get()
	for _, c := range r.network.Workloads {
		if !ok || c.ID != id || c == w {
			continue
		}
		w.Groups, w.GroupsUnset = c.Groups, c.GroupsUnset
		if w.SubnetGroup.IsAbsent() {
			w.SubnetGroup = c.SubnetGroup
		}
		if len(w.Ports.Items) == 0 || w.Engine.IsAbsent() {
			w.Ports = c.Ports
		}
		return
	}
	w.Groups, w.GroupsUnset = model.OpenList[model.Ref[model.SecurityGroup]]("its cluster is not in view"), false
}

// databasePort gives the port that a database listens on: the given one, or the engine's.
func (r *resource) databasePort(port model.Value[int], engine model.Value[string], property string) model.List[model.Port] {
	if port.IsAbsent() {
		name, ok := engine.Get()
		number, listed := model.EnginePort(name)
		switch {
		case ok && listed:
			port = model.Known(number)
		case engine.IsUnknown():
			port = model.Unknown[int](engine.Why())
		default:
			return model.List[model.Port]{}
		}
	}
	return model.ListOf(model.Port{Number: port, Protocol: "tcp", Range: r.PropRange(property)})
}

// cluster covers the database clusters of RDS, DocumentDB and Neptune.
func databaseCluster(engine string) func(*resource) {
	return func(r *resource) {
		p := decode[struct {
			rds.DBCluster
			DBPort *int `json:"DBPort"` // Neptune's name of the port
		}](r)
		w := &model.Workload{
			Object:      r.aliased("DBClusterArn"),
			Kind:        model.WorkloadDatabase,
			SubnetGroup: ref[model.SubnetGroup](r, &p.DBSubnetGroupName),
			Groups:      refs[model.SecurityGroup](r, &p.VpcSecurityGroupIds),
			GroupsUnset: r.unset(&p.VpcSecurityGroupIds),
			Engine:      r.text(&p.Engine),
			PublicIP:    model.Known(false),
			Endpoints:   r.strings("Endpoint.Address", "ReadEndpoint.Address", "Endpoint", "ReadEndpoint"),
		}
		if engine != "" {
			w.Engine = model.Known(engine)
		}
		port := r.number(&p.Port)
		if port.IsAbsent() {
			port = r.number(&p.DBPort)
		}
		w.Ports = r.databasePort(port, w.Engine, "Port")
		r.add(w)
	}
}

func cacheCluster(r *resource) {
	p := decode[elasticache.CacheCluster](r)
	w := &model.Workload{
		Object:      r.object(),
		Kind:        model.WorkloadCache,
		PublicIP:    model.Known(false),
		SubnetGroup: ref[model.SubnetGroup](r, &p.CacheSubnetGroupName),
		Groups:      refs[model.SecurityGroup](r, &p.VpcSecurityGroupIds),
		GroupsUnset: r.unset(&p.VpcSecurityGroupIds),
		Engine:      r.text(&p.Engine),
		Endpoints:   r.strings("RedisEndpoint.Address", "ConfigurationEndpoint.Address"),
	}
	w.Ports = r.databasePort(r.number(&p.Port), w.Engine, "Port")
	r.add(w)
}

func replicationGroup(r *resource) {
	p := decode[elasticache.ReplicationGroup](r)
	w := &model.Workload{
		Object:      r.object(),
		Kind:        model.WorkloadCache,
		PublicIP:    model.Known(false),
		SubnetGroup: ref[model.SubnetGroup](r, &p.CacheSubnetGroupName),
		Groups:      refs[model.SecurityGroup](r, &p.SecurityGroupIds),
		GroupsUnset: r.unset(&p.SecurityGroupIds),
		Engine:      r.text(&p.Engine).OrDefault("redis"),
		Endpoints:   r.strings("PrimaryEndPoint.Address", "ConfigurationEndPoint.Address", "ReaderEndPoint.Address"),
	}
	w.Ports = r.databasePort(r.number(&p.Port), w.Engine, "Port")
	r.add(w)
}

// placedService covers services that differ in nothing that matters here but the names of three properties.
func placedService(kind model.WorkloadKind, engine string) func(*resource) {
	return func(r *resource) {
		p := decode[struct {
			SubnetIDs                        []string `json:"SubnetIds"`
			VPCSubnetIDs                     []string `json:"VpcSubnetIds"`
			SecurityGroupIDs                 []string `json:"SecurityGroupIds"`
			SecurityGroups                   []string
			VPCSecurityGroupIDs              []string `json:"VpcSecurityGroupIds"`
			ClusterSubnetGroupName           *string
			ReplicationSubnetGroupIdentifier *string
			SubnetGroupName                  *string
			PubliclyAccessible               *bool
			Port                             *int
			EngineFamily                     *string // of an RDS proxy, whose port is that of the engine
		}](r)
		w := &model.Workload{
			Object:      r.aliased("Arn"),
			Kind:        kind,
			Subnets:     join(refs[model.Subnet](r, &p.SubnetIDs), refs[model.Subnet](r, &p.VPCSubnetIDs)),
			GroupsUnset: r.unset(&p.SecurityGroupIDs) && r.unset(&p.SecurityGroups) && r.unset(&p.VPCSecurityGroupIDs),
			PublicIP:    r.boolean(&p.PubliclyAccessible).OrDefault(false),
			Endpoints:   r.strings("Endpoint", "Endpoint.Address", "ClusterEndpoint.Address", "Workgroup.Endpoint.Address"),
		}
		for _, field := range []*[]string{&p.SecurityGroupIDs, &p.SecurityGroups, &p.VPCSecurityGroupIDs} {
			w.Groups = join(w.Groups, refs[model.SecurityGroup](r, field))
		}
		for _, field := range []**string{&p.ClusterSubnetGroupName, &p.ReplicationSubnetGroupIdentifier, &p.SubnetGroupName} {
			if group := ref[model.SubnetGroup](r, field); !group.IsAbsent() {
				w.SubnetGroup = group
			}
		}
		if engine != "" {
			w.Engine = model.Known(engine)
		}
		speaks := w.Engine
		if family := r.text(&p.EngineFamily); !family.IsAbsent() {
			speaks = family
		}
		w.Ports = r.databasePort(r.number(&p.Port), speaks, "Port")
		r.add(w)
	}
}

func mountTarget(r *resource) {
	p := decode[efs.MountTarget](r)
	w := &model.Workload{
		Object:      r.object(),
		Kind:        model.WorkloadFileSystem,
		Subnets:     model.ListOf(ref[model.Subnet](r, &p.SubnetId)),
		Groups:      refs[model.SecurityGroup](r, &p.SecurityGroups),
		GroupsUnset: r.unset(&p.SecurityGroups),
		PrivateIP:   r.address(&p.IpAddress),
		PublicIP:    model.Known(false),
		Engine:      model.Known("nfs"),
		FileSystem:  r.id(&p.FileSystemId),
	}
	w.Ports = r.databasePort(model.Value[int]{}, w.Engine, "SubnetId")
	r.add(w)
}

func accessPoint(r *resource) {
	p := decode[efs.AccessPoint](r)
	r.add(&model.FileAccessPoint{Object: r.aliased("Arn"), FileSystem: r.id(&p.FileSystemId)})
}

func kafkaCluster(r *resource) {
	p := decode[msk.Cluster](r)
	w := &model.Workload{Object: r.aliased("Arn"), Kind: model.WorkloadBroker, PublicIP: model.Known(false)}
	if why, ok := r.why(&p.BrokerNodeGroupInfo); ok {
		r.unknownNetwork(w, why)
	} else if b := p.BrokerNodeGroupInfo; b != nil {
		w.Subnets = refs[model.Subnet](r, &b.ClientSubnets)
		w.Groups = refs[model.SecurityGroup](r, &b.SecurityGroups)
		w.GroupsUnset = r.unset(&b.SecurityGroups)
	}
	r.add(w)
}

// searchDomain covers OpenSearch and Elasticsearch domains; one without VPC options is on no network.
func searchDomain(r *resource) {
	p := decode[opensearchservice.Domain](r)
	why, unknown := r.why(&p.VPCOptions)
	if p.VPCOptions == nil && !unknown {
		return // a domain with a public endpoint has no interfaces
	}
	w := &model.Workload{
		Object:    r.named(&p.DomainName, "Arn", "DomainArn"),
		Kind:      model.WorkloadSearch,
		PublicIP:  model.Known(false),
		Engine:    model.Known("opensearch"),
		Endpoints: r.strings("DomainEndpoint"),
	}
	if unknown {
		r.unknownNetwork(w, why)
	} else {
		w.Subnets = refs[model.Subnet](r, &p.VPCOptions.SubnetIds)
		w.Groups = refs[model.SecurityGroup](r, &p.VPCOptions.SecurityGroupIds)
		w.GroupsUnset = r.unset(&p.VPCOptions.SecurityGroupIds)
	}
	w.Ports = r.databasePort(model.Value[int]{}, w.Engine, "VPCOptions")
	r.add(w)
}

// buildProject is a CodeBuild project; one without a VPC is on no network.
func buildProject(r *resource) {
	p := decode[struct {
		ServiceRole *string
		VPCConfig   *struct {
			Subnets          []string
			SecurityGroupIDs []string `json:"SecurityGroupIds"`
		} `json:"VpcConfig"`
	}](r)
	w := &model.Workload{Object: r.aliased("Arn"), Kind: model.WorkloadBuild, Role: ref[model.Role](r, &p.ServiceRole)}
	if why, ok := r.why(&p.VPCConfig); ok {
		r.unknownNetwork(w, why)
	} else if v := p.VPCConfig; v != nil {
		w.Subnets = refs[model.Subnet](r, &v.Subnets)
		w.Groups = refs[model.SecurityGroup](r, &v.SecurityGroupIDs)
	}
	r.add(w)
}
