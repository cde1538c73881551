package workspace

import (
	"context"
)

// Checker validates many resources of a workspace at one point in time: what a reference stands
// for is looked up once. Whoever writes in between lets it forget. It is not safe for concurrent use.
type Checker struct {
	// Expected are resources that are about to exist; references to them are fine.
	Expected map[Ref]Fields

	service     *Service
	workspaceID int64
	aliases     *Fields // nil until they were read
	targets     map[Ref]target
}

// target is what a slug stands for, or the error that says that it stands for nothing.
type target struct {
	resource Resource
	missing  error
}

// Checker returns a Checker that has not looked anything up yet.
func (s *Service) Checker(workspaceID int64, expected map[Ref]Fields) *Checker {
	return &Checker{Expected: expected, service: s, workspaceID: workspaceID}
}

// forget drops what a write to a resource of the kind may have changed.
func (c *Checker) forget(kind Kind) {
	if kind == KindAliases {
		c.aliases = nil
	}
	for ref := range c.targets {
		if ref.Kind == kind {
			delete(c.targets, ref)
		}
	}
}

// Validate returns what is wrong with fields as a resource of the workspace: shapes, config by
// connection type, and references, except to what is expected.
func (c *Checker) Validate(ctx context.Context, kind Kind, f Fields) ([]Problem, error) {
	s := c.service
	problems := Check(kind, f)
	if kind.IsConnection() {
		// A connection without any config is not set up yet; it can be named, but not run.
		if config := f.Map("config"); config != nil {
			problems = append(problems, under("config", s.types.CheckConfig(kind, f.Text("type"), config))...)
		}
		problems = append(problems, s.secretLiterals(kind, f)...)
	}
	for _, reference := range References(kind, f) {
		fields, err := c.fields(ctx, reference)
		if CodeOf(err) == CodeNotFound && err != nil {
			problems = append(problems, dangling(reference))
			continue
		}
		if err != nil {
			return nil, err
		}
		if reference.Kind == KindDestination {
			problems = append(problems, under("config", s.types.CheckSync(fields.Text("type"), f.Map("config")))...)
		}
	}
	return problems, nil
}

// fields returns the value of what a reference names.
func (c *Checker) fields(ctx context.Context, reference Reference) (Fields, error) {
	slug := reference.Name
	if reference.Kind.IsConnection() && len(c.Expected) > 0 {
		aliases, err := c.knownAliases(ctx)
		if err != nil {
			return nil, err
		}
		slug = AliasTarget(aliases, reference.Kind, reference.Name)
	}
	if fields, ok := c.Expected[Ref{reference.Kind, slug}]; ok {
		return fields, nil
	}
	r, err := c.resolve(ctx, reference.Kind, reference.Name)
	return r.Fields, err
}

// resolve returns the live resource that a name stands for, looking up aliases.
func (c *Checker) resolve(ctx context.Context, kind Kind, name string) (Resource, error) {
	slug := name
	if kind.IsConnection() {
		aliases, err := c.knownAliases(ctx)
		if err != nil {
			return Resource{}, err
		}
		slug = AliasTarget(aliases, kind, name)
	}
	r, err := c.bySlug(ctx, Ref{kind, slug})
	if CodeOf(err) == CodeNotFound && err != nil && slug != name {
		return c.bySlug(ctx, Ref{kind, name})
	}
	return r, err
}

func (c *Checker) knownAliases(ctx context.Context) (Fields, error) {
	if c.aliases == nil {
		aliases, err := c.service.Aliases(ctx, c.workspaceID)
		if err != nil {
			return nil, err
		}
		c.aliases = &aliases
	}
	return *c.aliases, nil
}

func (c *Checker) bySlug(ctx context.Context, ref Ref) (Resource, error) {
	if known, ok := c.targets[ref]; ok {
		return known.resource, known.missing
	}
	r, err := c.service.store.ResourceBySlug(ctx, c.workspaceID, ref)
	if err != nil && CodeOf(err) != CodeNotFound {
		return r, err
	}
	if c.targets == nil {
		c.targets = map[Ref]target{}
	}
	c.targets[ref] = target{r, err}
	return r, err
}
