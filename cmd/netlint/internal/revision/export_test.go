package revision

// ExportWithin is Export with another patience.
var ExportWithin = exportWithin
