package model

// FlowLog is a flow log of a VPC, subnet, interface or transit gateway; exactly one of the references is set.
type FlowLog struct {
	Object
	VPC            Ref[VPC]
	Subnet         Ref[Subnet]
	Interface      Ref[NetworkInterface]
	TransitGateway Ref[TransitGateway]
}

// MirrorTarget is where mirrored traffic goes.
type MirrorTarget struct {
	Object
	Interface    Ref[NetworkInterface]
	LoadBalancer Ref[LoadBalancer]
	Endpoint     Ref[VPCEndpoint]
}

// MirrorFilter selects what is mirrored.
type MirrorFilter struct {
	Object
	Rules List[*MirrorFilterRule] // by Link
}

// MirrorFilterRule is a rule of a mirror filter.
type MirrorFilterRule struct {
	Object
	Filter Ref[MirrorFilter]
	Accept Value[bool]
}

// MirrorSession mirrors an interface's traffic to a target.
type MirrorSession struct {
	Object
	Source Ref[NetworkInterface]
	Target Ref[MirrorTarget]
	Filter Ref[MirrorFilter]
}

// BlockPublicAccess is VPC block public access of an account and region.
type BlockPublicAccess struct {
	Object
	Mode Value[string] // off, block-bidirectional, block-ingress
}

// BlockPublicAccessExclusion excludes a VPC or subnet from it.
type BlockPublicAccessExclusion struct {
	Object
	VPC    Ref[VPC]
	Subnet Ref[Subnet]
	Mode   Value[string] // allow-bidirectional, allow-egress
}

// Unsupported counts network resources of a type that netlint does not know.
type Unsupported struct {
	Type      string
	Addresses []string
}

// PlanLinks says how the references were told that a plan leaves unknown until apply.
type PlanLinks struct {
	Total int
	// ByIndex of them are taken for certain because both sides have the same count index.
	ByIndex int
	Open    []OpenLink
	// Policies are documents of which the plan keeps nothing, as something in them is known only after apply: what
	// they allow is unknown as a whole.
	Policies []OpenLink
	// BesideSources is true where the sources were read too; they hold every expression.
	BesideSources bool
}

// OpenLink is a reference that could not be made certain, for the report and for --verbose.
type OpenLink struct {
	Address  string // of the object that refers
	Argument string
	Why      string
	Range    Range
}
