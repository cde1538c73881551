package workspace

import "context"

// Checker validates many resources of a workspace at one point in time: what a reference stands
// for is looked up once. Whoever writes in between lets it forget. It is not safe for concurrent use.
type Checker struct {
	// Expected are resources that are about to exist; references to them are fine.
	Expected map[Ref]Fields

	service     *Service
	workspaceID int64
	aliases     *Resource // nil until they were read
	slug        string    // the workspace's, once it was asked for
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

// forget drops what a write to a resource may have changed.
func (c *Checker) forget(ref Ref) {
	if ref.Kind == KindAliases {
		c.aliases = nil
	}
	delete(c.targets, ref)
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
		problems = append(problems, s.SecretProblems(kind, f)...)
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

// fields returns the value of what a reference names, now or soon.
func (c *Checker) fields(ctx context.Context, reference Reference) (Fields, error) {
	aliases, err := c.aliasesToBe(ctx)
	if err != nil {
		return nil, err
	}
	for _, slug := range candidates(aliases, reference.Kind, reference.Name) {
		ref := Ref{reference.Kind, slug}
		if fields, ok := c.Expected[ref]; ok {
			return fields, nil
		}
		if r, err := c.bySlug(ctx, ref); err == nil || CodeOf(err) != CodeNotFound {
			return r.Fields, err
		}
	}
	return nil, missingResource(reference.Kind, reference.Name)
}

// resolve returns the live resource that a name stands for.
func (c *Checker) resolve(ctx context.Context, kind Kind, name string) (Resource, error) {
	aliases, err := c.aliasesNow(ctx)
	if err != nil {
		return Resource{}, err
	}
	for _, slug := range candidates(aliases, kind, name) {
		if r, err := c.bySlug(ctx, Ref{kind, slug}); err == nil || CodeOf(err) != CodeNotFound {
			return r, err
		}
	}
	return Resource{}, missingResource(kind, name)
}

// namesOf returns all names that stand for a live resource: its aliases, and its slug unless an
// alias has taken that name for a resource that is there.
func (c *Checker) namesOf(ctx context.Context, ref Ref) ([]string, error) {
	aliases, err := c.aliasesNow(ctx)
	if err != nil {
		return nil, err
	}
	names := AliasesOf(aliases, ref.Kind, ref.Slug)
	if target := AliasTarget(aliases, ref.Kind, ref.Slug); target != ref.Slug {
		taken, err := found(c.bySlug(ctx, Ref{ref.Kind, target}))
		if err != nil || taken {
			return names, err
		}
		names = append(names, ref.Slug)
	}
	return names, nil
}

// usedBy returns the live resources that refer to one, by slug or alias, sorted by ref.
func (c *Checker) usedBy(ctx context.Context, ref Ref) ([]Ref, error) {
	names, err := c.namesOf(ctx, ref)
	if err != nil || len(names) == 0 {
		return nil, err
	}
	return c.service.store.ReferencedBy(ctx, c.workspaceID, ref.Kind, names)
}

// candidates returns the slugs that a name may stand for, the best first: what an alias says, and
// the name itself in case the alias is stale.
func candidates(aliases Fields, kind Kind, name string) []string {
	if target := AliasTarget(aliases, kind, name); target != name {
		return []string{target, name}
	}
	return []string{name}
}

func missingResource(kind Kind, name string) error {
	return Errorf(CodeNotFound, "there is no %s %q", kind, name)
}

func (c *Checker) aliasesNow(ctx context.Context) (Fields, error) {
	if c.aliases == nil {
		aliases, err := c.service.aliases(ctx, c.workspaceID)
		if err != nil {
			return nil, err
		}
		c.aliases = &aliases
	}
	return c.aliases.Fields, nil
}

// aliasesToBe returns the aliases that are expected, else those that are there.
func (c *Checker) aliasesToBe(ctx context.Context) (Fields, error) {
	if len(c.Expected) == 0 {
		return c.aliasesNow(ctx)
	}
	if c.slug == "" {
		w, err := c.service.store.Workspace(ctx, c.workspaceID)
		if err != nil {
			return nil, err
		}
		c.slug = w.Slug
	}
	if expected, ok := c.Expected[Ref{KindAliases, c.slug}]; ok {
		return expected, nil
	}
	return c.aliasesNow(ctx)
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
