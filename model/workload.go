package model

import "net/netip"

// InterfaceKind says what a network interface belongs to.
type InterfaceKind string

// The kinds of interfaces. Gateway attachments, NAT gateways and firewall or Gateway Load Balancer
// endpoints forward other people's traffic; all others are workloads'.
const (
	InterfaceInstance         InterfaceKind = "instance"
	InterfaceBare             InterfaceKind = "network interface"
	InterfaceLoadBalancer     InterfaceKind = "load balancer"
	InterfaceService          InterfaceKind = "service" // ECS, EKS, Lambda, databases, caches, file systems …
	InterfaceEndpoint         InterfaceKind = "interface endpoint"
	InterfaceResolver         InterfaceKind = "resolver endpoint"
	InterfaceNAT              InterfaceKind = "NAT gateway"
	InterfaceTransit          InterfaceKind = "transit gateway attachment"
	InterfaceFirewallEndpoint InterfaceKind = "firewall endpoint"
	InterfaceGWLBEndpoint     InterfaceKind = "Gateway Load Balancer endpoint"
	InterfaceConnectEndpoint  InterfaceKind = "EC2 Instance Connect Endpoint"
)

// NetworkInterface is an interface in one subnet: declared as such, or following from a workload, load
// balancer, endpoint or gateway that AWS places there. Link makes the latter, one for each owner and subnet.
type NetworkInterface struct {
	Object
	Kind  InterfaceKind
	Owner Entity // what it belongs to; nil for a bare one
	// Subnet is where it stands.
	Subnet Ref[Subnet]
	// Groups are its security groups after defaults: a VPC's default group where none is given and the kind
	// has groups. Unfiltered is true for kinds without groups (VPC User Guide, "Security groups") and for network load balancers without.
	Groups      List[Ref[SecurityGroup]]
	GroupsUnset bool // the input gives none: Link adds the VPC's default group
	Unfiltered  bool

	PrivateIPs []Value[netip.Addr] // IPv4 addresses that are set; empty: some address of the subnet
	IPv6s      []Value[netip.Addr]
	IPv6Count  Value[int]
	// Public says whether the primary private IPv4 address is mapped to a public one
	// (VPC User Guide, "Internet gateways"); absent follows the subnet where the kind allows it.
	Public          Value[bool]
	PublicBy        Entity      // the Elastic IP, or what else gives it the public address; nil otherwise
	SourceDestCheck Value[bool] // absent means on
	AttachedTo      Ref[Workload]
	// Inspects is set by Link where the interface belongs to a Gateway Load Balancer or to an appliance behind one,
	// which take the traffic of others wrapped in GENEVE (Gateway Load Balancer User Guide).
	Inspects bool
}

// Forwards reports whether the interface exists to carry traffic of others.
func (i *NetworkInterface) Forwards() bool {
	switch i.Kind {
	case InterfaceNAT, InterfaceTransit, InterfaceFirewallEndpoint, InterfaceGWLBEndpoint:
		return true
	}
	return false
}

// WorkloadKind says what a workload is.
type WorkloadKind string

// The kinds of workloads.
const (
	WorkloadInstance         WorkloadKind = "EC2 instance"
	WorkloadAutoScalingGroup WorkloadKind = "Auto Scaling group"
	WorkloadECSService       WorkloadKind = "ECS service"
	WorkloadLambda           WorkloadKind = "Lambda function"
	WorkloadEKSCluster       WorkloadKind = "EKS cluster"
	WorkloadEKSNodes         WorkloadKind = "EKS node group"
	WorkloadDatabase         WorkloadKind = "database"
	WorkloadCache            WorkloadKind = "cache"
	WorkloadFileSystem       WorkloadKind = "file system"
	WorkloadBroker           WorkloadKind = "message broker"
	WorkloadSearch           WorkloadKind = "search domain"
	WorkloadReplication      WorkloadKind = "replication instance"
	WorkloadBuild            WorkloadKind = "build project"
	WorkloadClientVPN        WorkloadKind = "Client VPN endpoint"
	WorkloadOther            WorkloadKind = "service"
)

// Workload is anything that starts or accepts traffic of its own through interfaces in subnets, apart from
// load balancers and endpoints, which have types of their own.
type Workload struct {
	Object
	Kind WorkloadKind
	// VPC is set where the input names it apart from the subnets.
	Subnets     List[Ref[Subnet]]
	SubnetGroup Ref[SubnetGroup] // databases and caches: where the subnets come from
	Groups      List[Ref[SecurityGroup]]
	GroupsUnset bool
	// Attached are interfaces declared on their own and attached at launch; the workload then has no others.
	Attached List[Ref[NetworkInterface]]
	Template Ref[LaunchTemplate] // where groups, user data, profile and so on come from; Link merges them in

	PublicIP        Value[bool] // associate_public_ip_address, assign_public_ip, publicly_accessible
	PrivateIP       Value[netip.Addr]
	SourceDestCheck Value[bool]
	// Ports are the ports that it declares to listen on: container ports, database ports.
	Ports List[Port]

	Profile  Ref[InstanceProfile]
	Role     Ref[Role] // task role, function role, node role
	ExecRole Ref[Role] // ECS execution role: pulls images, reads secrets, writes logs
	// Texts are commands and settings in which names of hosts, buckets and tables may stand: user data
	// (decoded), environment variables, container commands, image names.
	Texts []Text

	InstanceType Value[string]
	Image        Value[string] // AMI id, or a name that tells its system
	// Platform is "linux" or "windows" where image, user data or platform arguments tell; absent otherwise.
	Platform Value[string]
	Volumes  []VolumeUse
	Fargate  Value[bool]
	// TaskDefinition gives an ECS service its containers.
	TaskDefinition Ref[TaskDefinition]
	// TargetGroups are the groups that the workload registers itself with: an Auto Scaling group's, an ECS
	// service's load balancers.
	TargetGroups []Registration
	// Cluster is the name of an ECS service's cluster, and Hosts, by Link, the workloads whose instances join it and
	// whose interfaces the tasks of a service without a network of its own share.
	Cluster Value[string]
	Hosts   []*Workload
	Engine  Value[string] // databases and caches
	// FileSystem is the identifier of the file system that a mount target belongs to, and Mounts are the file systems
	// that a function mounts.
	FileSystem Value[string]
	Mounts     []Mount
	// Endpoints are strings by which others refer to it: synthetic address, endpoint, DNS name.
	Endpoints []string

	Interfaces []*NetworkInterface // by Link
}

// Port is a port that something listens on, with its transport protocol ("tcp" or "udp"; "tcp" if empty).
type Port struct {
	Number Value[int]
	// HostPort is, of a container, the port of the instance that it stands on; absent or 0 where one is picked when
	// the task starts (Amazon ECS Developer Guide, "Task definition parameters", hostPort).
	HostPort Value[int]
	Protocol string
	Name     string // container name, where it is one
	Range    Range
}

// Text is a string of configuration in which names of other things may stand.
type Text struct {
	Kind  string // "user data", "environment variable NAME", "container command", "image"
	Value Value[string]
	Range Range
}

// Registration is a workload's own registration with a target group.
type Registration struct {
	TargetGroup Ref[TargetGroup]
	Container   Value[string]
	Port        Value[int]
	Range       Range
}

// VolumeUse is an EBS volume as an instance or template declares or attaches it. IOPS in operations per
// second, Throughput in MiB/s, Size in GiB.
type VolumeUse struct {
	Type       Value[string]
	IOPS       Value[int]
	Throughput Value[int]
	Size       Value[int]
	Encrypted  Value[bool]
	Key        Ref[Key]
	Range      Range
}

// Volume is an EBS volume of its own.
type Volume struct {
	Object
	VolumeUse
}

// VolumeAttachment attaches a volume to an instance.
type VolumeAttachment struct {
	Object
	Volume   Ref[Volume]
	Instance Ref[Workload]
}

// LaunchTemplate is a launch template or launch configuration.
type LaunchTemplate struct {
	Object
	Groups       List[Ref[SecurityGroup]]
	GroupsUnset  bool
	Subnet       Ref[Subnet]
	PublicIP     Value[bool]
	Profile      Ref[InstanceProfile]
	Texts        []Text
	InstanceType Value[string]
	Image        Value[string]
	Platform     Value[string]
	Volumes      []VolumeUse
	Attached     List[Ref[NetworkInterface]]
}

// OnFargate reports whether a capacity provider of an ECS cluster is one of those that AWS has for Fargate (Amazon ECS
// Developer Guide, "Amazon ECS clusters for Fargate workloads").
func OnFargate(capacityProvider string) bool {
	return capacityProvider == "FARGATE" || capacityProvider == "FARGATE_SPOT"
}

// TaskDefinition is an ECS task definition.
type TaskDefinition struct {
	Object
	NetworkMode Value[string]
	Role        Ref[Role]
	ExecRole    Ref[Role]
	Ports       List[Port] // container ports
	Images      []Text
	Texts       []Text
	LogDrivers  []string // "awslogs" needs the logs endpoint
}

// SubnetGroup is a set of subnets for databases, caches or replication instances.
type SubnetGroup struct {
	Object
	Kind    string // "rds", "elasticache", "redshift", "dms", "docdb", "neptune", "memorydb", "dax"
	Subnets List[Ref[Subnet]]
}

// InterfaceAttachment attaches a declared interface to an instance.
type InterfaceAttachment struct {
	Object
	Interface Ref[NetworkInterface]
	Instance  Ref[Workload]
}

// SecurityGroupAttachment adds a group to a declared interface.
type SecurityGroupAttachment struct {
	Object
	Group     Ref[SecurityGroup]
	Interface Ref[NetworkInterface]
}

// ConnectEndpoint is an EC2 Instance Connect Endpoint.
type ConnectEndpoint struct {
	Object
	Subnet           Ref[Subnet]
	Groups           List[Ref[SecurityGroup]]
	GroupsUnset      bool
	PreserveClientIP Value[bool]
	Interface        *NetworkInterface // by Link
}

// Mount is a file system that a workload mounts by an access point.
type Mount struct {
	AccessPoint Ref[FileAccessPoint]
	Range       Range
}

// FileAccessPoint is an EFS access point, by which functions mount a file system.
type FileAccessPoint struct {
	Object
	FileSystem Value[string] // identifier
}
