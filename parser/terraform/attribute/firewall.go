package attribute

// This file holds the attributes of AWS Network Firewall.

// NetworkFirewall holds the attributes of aws_networkfirewall_firewall: a network firewall.
type NetworkFirewall struct {
	ID                String                             `tf:"id,identity"`
	ARN               String                             `tf:"arn,identity"`
	Name              String                             `tf:"name"`
	VPCID             Ref                                `tf:"vpc_id" ref:"vpc"`
	FirewallPolicyARN Ref                                `tf:"firewall_policy_arn" ref:"firewall_policy"`
	SubnetMapping     List[NetworkFirewallSubnetMapping] `tf:"subnet_mapping,block"`
	FirewallStatus    List[NetworkFirewallFirewallStatu] `tf:"firewall_status,computed"`
	Tags              Map                                `tf:"tags"`
	TagsAll           Map                                `tf:"tags_all,computed"`
}

// NetworkFirewallSubnetMapping is a nested block of NetworkFirewall.
type NetworkFirewallSubnetMapping struct {
	SubnetID      Ref    `tf:"subnet_id" ref:"subnet"`
	IPAddressType String `tf:"ip_address_type"`
}

// NetworkFirewallFirewallStatuSyncStateAttachment is a nested block of NetworkFirewall.
type NetworkFirewallFirewallStatuSyncStateAttachment struct {
	SubnetID   String `tf:"subnet_id"`
	EndpointID String `tf:"endpoint_id"`
}

// NetworkFirewallFirewallStatuSyncState is a nested block of NetworkFirewall.
type NetworkFirewallFirewallStatuSyncState struct {
	AvailabilityZone String                                                `tf:"availability_zone"`
	Attachment       List[NetworkFirewallFirewallStatuSyncStateAttachment] `tf:"attachment"`
}

// NetworkFirewallFirewallStatu is a nested block of NetworkFirewall.
type NetworkFirewallFirewallStatu struct {
	SyncStates List[NetworkFirewallFirewallStatuSyncState] `tf:"sync_states"`
}

// NetworkFirewallPolicy holds the attributes of aws_networkfirewall_firewall_policy: a firewall policy.
type NetworkFirewallPolicy struct {
	ID             String                                    `tf:"id,identity"`
	ARN            String                                    `tf:"arn,identity"`
	Name           String                                    `tf:"name"`
	FirewallPolicy List[NetworkFirewallPolicyFirewallPolicy] `tf:"firewall_policy"`
	Tags           Map                                       `tf:"tags"`
	TagsAll        Map                                       `tf:"tags_all,computed"`
}

// NetworkFirewallPolicyFirewallPolicyStatefulEngineOption is a nested block of NetworkFirewallPolicy.
type NetworkFirewallPolicyFirewallPolicyStatefulEngineOption struct {
	RuleOrder             String `tf:"rule_order"`
	StreamExceptionPolicy String `tf:"stream_exception_policy"`
}

// NetworkFirewallPolicyFirewallPolicyStatelessRuleGroupReference is a nested block of NetworkFirewallPolicy.
type NetworkFirewallPolicyFirewallPolicyStatelessRuleGroupReference struct {
	Priority    Int `tf:"priority"`
	ResourceARN Ref `tf:"resource_arn" ref:"firewall_rule_group"`
}

// NetworkFirewallPolicyFirewallPolicyStatefulRuleGroupReferenceOverride is a nested block of NetworkFirewallPolicy.
type NetworkFirewallPolicyFirewallPolicyStatefulRuleGroupReferenceOverride struct {
	Action String `tf:"action"`
}

// NetworkFirewallPolicyFirewallPolicyStatefulRuleGroupReference is a nested block of NetworkFirewallPolicy.
type NetworkFirewallPolicyFirewallPolicyStatefulRuleGroupReference struct {
	Priority    Int                                                                         `tf:"priority"`
	ResourceARN Ref                                                                         `tf:"resource_arn" ref:"firewall_rule_group"`
	Override    List[NetworkFirewallPolicyFirewallPolicyStatefulRuleGroupReferenceOverride] `tf:"override"`
}

// NetworkFirewallPolicyFirewallPolicyPolicyVariableRuleVariableIPSet is a nested block of NetworkFirewallPolicy.
type NetworkFirewallPolicyFirewallPolicyPolicyVariableRuleVariableIPSet struct {
	Definition List[String] `tf:"definition"`
}

// NetworkFirewallPolicyFirewallPolicyPolicyVariableRuleVariable is a nested block of NetworkFirewallPolicy.
type NetworkFirewallPolicyFirewallPolicyPolicyVariableRuleVariable struct {
	Key   String                                                                   `tf:"key"`
	IPSet List[NetworkFirewallPolicyFirewallPolicyPolicyVariableRuleVariableIPSet] `tf:"ip_set"`
}

// NetworkFirewallPolicyFirewallPolicyPolicyVariable is a nested block of NetworkFirewallPolicy.
type NetworkFirewallPolicyFirewallPolicyPolicyVariable struct {
	RuleVariables List[NetworkFirewallPolicyFirewallPolicyPolicyVariableRuleVariable] `tf:"rule_variables"`
}

// NetworkFirewallPolicyFirewallPolicy is a nested block of NetworkFirewallPolicy.
type NetworkFirewallPolicyFirewallPolicy struct {
	StatelessDefaultActions         List[String]                                                         `tf:"stateless_default_actions"`
	StatelessFragmentDefaultActions List[String]                                                         `tf:"stateless_fragment_default_actions"`
	StatefulDefaultActions          List[String]                                                         `tf:"stateful_default_actions"`
	StatefulEngineOptions           List[NetworkFirewallPolicyFirewallPolicyStatefulEngineOption]        `tf:"stateful_engine_options"`
	StatelessRuleGroupReference     List[NetworkFirewallPolicyFirewallPolicyStatelessRuleGroupReference] `tf:"stateless_rule_group_reference"`
	StatefulRuleGroupReference      List[NetworkFirewallPolicyFirewallPolicyStatefulRuleGroupReference]  `tf:"stateful_rule_group_reference"`
	PolicyVariables                 List[NetworkFirewallPolicyFirewallPolicyPolicyVariable]              `tf:"policy_variables"`
}

// NetworkFirewallRuleGroup holds the attributes of aws_networkfirewall_rule_group: a rule group.
type NetworkFirewallRuleGroup struct {
	ID        String                                  `tf:"id,identity"`
	ARN       String                                  `tf:"arn,identity"`
	Name      String                                  `tf:"name"`
	Type      String                                  `tf:"type"`
	Capacity  Int                                     `tf:"capacity"`
	Rules     String                                  `tf:"rules"`
	RuleGroup List[NetworkFirewallRuleGroupRuleGroup] `tf:"rule_group"`
	Tags      Map                                     `tf:"tags"`
	TagsAll   Map                                     `tf:"tags_all,computed"`
}

// NetworkFirewallRuleGroupRuleGroupRuleVariableIPSetIPSet is a nested block of NetworkFirewallRuleGroup.
type NetworkFirewallRuleGroupRuleGroupRuleVariableIPSetIPSet struct {
	Definition List[String] `tf:"definition"`
}

// NetworkFirewallRuleGroupRuleGroupRuleVariableIPSet is a nested block of NetworkFirewallRuleGroup.
type NetworkFirewallRuleGroupRuleGroupRuleVariableIPSet struct {
	Key   String                                                        `tf:"key"`
	IPSet List[NetworkFirewallRuleGroupRuleGroupRuleVariableIPSetIPSet] `tf:"ip_set"`
}

// NetworkFirewallRuleGroupRuleGroupRuleVariablePortSetPortSet is a nested block of NetworkFirewallRuleGroup.
type NetworkFirewallRuleGroupRuleGroupRuleVariablePortSetPortSet struct {
	Definition List[String] `tf:"definition"`
}

// NetworkFirewallRuleGroupRuleGroupRuleVariablePortSet is a nested block of NetworkFirewallRuleGroup.
type NetworkFirewallRuleGroupRuleGroupRuleVariablePortSet struct {
	Key     String                                                            `tf:"key"`
	PortSet List[NetworkFirewallRuleGroupRuleGroupRuleVariablePortSetPortSet] `tf:"port_set"`
}

// NetworkFirewallRuleGroupRuleGroupRuleVariable is a nested block of NetworkFirewallRuleGroup.
type NetworkFirewallRuleGroupRuleGroupRuleVariable struct {
	IPSets   List[NetworkFirewallRuleGroupRuleGroupRuleVariableIPSet]   `tf:"ip_sets"`
	PortSets List[NetworkFirewallRuleGroupRuleGroupRuleVariablePortSet] `tf:"port_sets"`
}

// NetworkFirewallRuleGroupRuleGroupReferenceSetIPSetReferenceIPSetReference is a nested block of NetworkFirewallRuleGroup.
type NetworkFirewallRuleGroupRuleGroupReferenceSetIPSetReferenceIPSetReference struct {
	ReferenceARN Ref `tf:"reference_arn" ref:"prefix_list_arn"`
}

// NetworkFirewallRuleGroupRuleGroupReferenceSetIPSetReference is a nested block of NetworkFirewallRuleGroup.
type NetworkFirewallRuleGroupRuleGroupReferenceSetIPSetReference struct {
	Key            String                                                                          `tf:"key"`
	IPSetReference List[NetworkFirewallRuleGroupRuleGroupReferenceSetIPSetReferenceIPSetReference] `tf:"ip_set_reference"`
}

// NetworkFirewallRuleGroupRuleGroupReferenceSet is a nested block of NetworkFirewallRuleGroup.
type NetworkFirewallRuleGroupRuleGroupReferenceSet struct {
	IPSetReferences List[NetworkFirewallRuleGroupRuleGroupReferenceSetIPSetReference] `tf:"ip_set_references"`
}

// NetworkFirewallRuleGroupRuleGroupStatefulRuleOption is a nested block of NetworkFirewallRuleGroup.
type NetworkFirewallRuleGroupRuleGroupStatefulRuleOption struct {
	RuleOrder String `tf:"rule_order"`
}

// NetworkFirewallRuleGroupRuleGroupRulesSourceRulesSourceList is a nested block of NetworkFirewallRuleGroup.
type NetworkFirewallRuleGroupRuleGroupRulesSourceRulesSourceList struct {
	GeneratedRulesType String       `tf:"generated_rules_type"`
	TargetTypes        List[String] `tf:"target_types"`
	Targets            List[String] `tf:"targets"`
}

// NetworkFirewallRuleGroupRuleGroupRulesSourceStatefulRuleHeader is a nested block of NetworkFirewallRuleGroup.
type NetworkFirewallRuleGroupRuleGroupRulesSourceStatefulRuleHeader struct {
	Protocol        String `tf:"protocol"`
	Source          String `tf:"source"`
	SourcePort      String `tf:"source_port"`
	Direction       String `tf:"direction"`
	Destination     String `tf:"destination"`
	DestinationPort String `tf:"destination_port"`
}

// NetworkFirewallRuleGroupRuleGroupRulesSourceStatefulRuleRuleOption is a nested block of NetworkFirewallRuleGroup.
type NetworkFirewallRuleGroupRuleGroupRulesSourceStatefulRuleRuleOption struct {
	Keyword  String       `tf:"keyword"`
	Settings List[String] `tf:"settings"`
}

// NetworkFirewallRuleGroupRuleGroupRulesSourceStatefulRule is a nested block of NetworkFirewallRuleGroup.
type NetworkFirewallRuleGroupRuleGroupRulesSourceStatefulRule struct {
	Action     String                                                                   `tf:"action"`
	Header     List[NetworkFirewallRuleGroupRuleGroupRulesSourceStatefulRuleHeader]     `tf:"header"`
	RuleOption List[NetworkFirewallRuleGroupRuleGroupRulesSourceStatefulRuleRuleOption] `tf:"rule_option"`
}

// NetworkFirewallRuleGroupRuleGroupRulesSourceStatelessRulesAndCustomActionStatelessRuleRuleDefinitionMatchAttributeSource is a nested block of NetworkFirewallRuleGroup.
type NetworkFirewallRuleGroupRuleGroupRulesSourceStatelessRulesAndCustomActionStatelessRuleRuleDefinitionMatchAttributeSource struct {
	AddressDefinition String `tf:"address_definition"`
}

// NetworkFirewallRuleGroupRuleGroupRulesSourceStatelessRulesAndCustomActionStatelessRuleRuleDefinitionMatchAttributeDestination is a nested block of NetworkFirewallRuleGroup.
type NetworkFirewallRuleGroupRuleGroupRulesSourceStatelessRulesAndCustomActionStatelessRuleRuleDefinitionMatchAttributeDestination struct {
	AddressDefinition String `tf:"address_definition"`
}

// NetworkFirewallRuleGroupRuleGroupRulesSourceStatelessRulesAndCustomActionStatelessRuleRuleDefinitionMatchAttributeTCPFlag is a nested block of NetworkFirewallRuleGroup.
type NetworkFirewallRuleGroupRuleGroupRulesSourceStatelessRulesAndCustomActionStatelessRuleRuleDefinitionMatchAttributeTCPFlag struct {
	Flags List[String] `tf:"flags"`
	Masks List[String] `tf:"masks"`
}

// NetworkFirewallRuleGroupRuleGroupRulesSourceStatelessRulesAndCustomActionStatelessRuleRuleDefinitionMatchAttribute is a nested block of NetworkFirewallRuleGroup.
type NetworkFirewallRuleGroupRuleGroupRulesSourceStatelessRulesAndCustomActionStatelessRuleRuleDefinitionMatchAttribute struct {
	Protocols       List[Int]                                                                                                                           `tf:"protocols"`
	Source          List[NetworkFirewallRuleGroupRuleGroupRulesSourceStatelessRulesAndCustomActionStatelessRuleRuleDefinitionMatchAttributeSource]      `tf:"source"`
	Destination     List[NetworkFirewallRuleGroupRuleGroupRulesSourceStatelessRulesAndCustomActionStatelessRuleRuleDefinitionMatchAttributeDestination] `tf:"destination"`
	SourcePort      List[TrafficMirrorFilterRuleSourcePortRange]                                                                                        `tf:"source_port"`
	DestinationPort List[TrafficMirrorFilterRuleSourcePortRange]                                                                                        `tf:"destination_port"`
	TCPFlag         List[NetworkFirewallRuleGroupRuleGroupRulesSourceStatelessRulesAndCustomActionStatelessRuleRuleDefinitionMatchAttributeTCPFlag]     `tf:"tcp_flag"`
}

// NetworkFirewallRuleGroupRuleGroupRulesSourceStatelessRulesAndCustomActionStatelessRuleRuleDefinition is a nested block of NetworkFirewallRuleGroup.
type NetworkFirewallRuleGroupRuleGroupRulesSourceStatelessRulesAndCustomActionStatelessRuleRuleDefinition struct {
	Actions         List[String]                                                                                                             `tf:"actions"`
	MatchAttributes List[NetworkFirewallRuleGroupRuleGroupRulesSourceStatelessRulesAndCustomActionStatelessRuleRuleDefinitionMatchAttribute] `tf:"match_attributes"`
}

// NetworkFirewallRuleGroupRuleGroupRulesSourceStatelessRulesAndCustomActionStatelessRule is a nested block of NetworkFirewallRuleGroup.
type NetworkFirewallRuleGroupRuleGroupRulesSourceStatelessRulesAndCustomActionStatelessRule struct {
	Priority       Int                                                                                                        `tf:"priority"`
	RuleDefinition List[NetworkFirewallRuleGroupRuleGroupRulesSourceStatelessRulesAndCustomActionStatelessRuleRuleDefinition] `tf:"rule_definition"`
}

// NetworkFirewallRuleGroupRuleGroupRulesSourceStatelessRulesAndCustomAction is a nested block of NetworkFirewallRuleGroup.
type NetworkFirewallRuleGroupRuleGroupRulesSourceStatelessRulesAndCustomAction struct {
	StatelessRule List[NetworkFirewallRuleGroupRuleGroupRulesSourceStatelessRulesAndCustomActionStatelessRule] `tf:"stateless_rule"`
}

// NetworkFirewallRuleGroupRuleGroupRulesSource is a nested block of NetworkFirewallRuleGroup.
type NetworkFirewallRuleGroupRuleGroupRulesSource struct {
	RulesString                    String                                                                          `tf:"rules_string"`
	RulesSourceList                List[NetworkFirewallRuleGroupRuleGroupRulesSourceRulesSourceList]               `tf:"rules_source_list"`
	StatefulRule                   List[NetworkFirewallRuleGroupRuleGroupRulesSourceStatefulRule]                  `tf:"stateful_rule"`
	StatelessRulesAndCustomActions List[NetworkFirewallRuleGroupRuleGroupRulesSourceStatelessRulesAndCustomAction] `tf:"stateless_rules_and_custom_actions"`
}

// NetworkFirewallRuleGroupRuleGroup is a nested block of NetworkFirewallRuleGroup.
type NetworkFirewallRuleGroupRuleGroup struct {
	RuleVariables       List[NetworkFirewallRuleGroupRuleGroupRuleVariable]       `tf:"rule_variables"`
	ReferenceSets       List[NetworkFirewallRuleGroupRuleGroupReferenceSet]       `tf:"reference_sets"`
	StatefulRuleOptions List[NetworkFirewallRuleGroupRuleGroupStatefulRuleOption] `tf:"stateful_rule_options"`
	RulesSource         List[NetworkFirewallRuleGroupRuleGroupRulesSource]        `tf:"rules_source"`
}
