package layout

import "lockstep.dev/workspace"

// Manifest returns what the manifest says: name and type of each source and destination by
// slug. An empty name is left out. Its writer sorts keys, so that order alone never makes a
// commit.
//
//	sources:
//	  warehouse: {name: Warehouse, type: postgres}
//	destinations:
//	  crm: {name: CRM, type: hubspot}
func Manifest(sources, destinations []workspace.Resource) workspace.Fields {
	return workspace.Fields{
		workspace.KindSource.Plural():      described(sources),
		workspace.KindDestination.Plural(): described(destinations),
	}
}

func described(connections []workspace.Resource) map[string]any {
	out := make(map[string]any, len(connections))
	for _, c := range connections {
		entry := map[string]any{"type": c.Fields.Text("type")}
		if name := c.Fields.Text("name"); name != "" {
			entry["name"] = name
		}
		out[c.Slug] = entry
	}
	return out
}

// ManifestHeader is the comment on top of a new manifest.
func ManifestHeader() string {
	return "# Written by Lockstep, never read: the sources and destinations that files here can name.\n" +
		"# Make changes to them in the app.\n"
}

// AliasesHeader is the comment on top of a new aliases file.
func AliasesHeader() string {
	return `# Other names for this workspace's sources and destinations. Models and syncs may use them,
# so that several workspaces can share the same files:
#
# sources:
#   my-alias: warehouse
# destinations:
#   crm: hub-spot
`
}
