package main

import (
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"lockstep.dev/api"
)

func (p *program) aliasesCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "aliases", Short: "Other names for sources and destinations"}
	get := &cobra.Command{
		Use: "get", Short: "Show the aliases", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			c, err := p.client()
			if err != nil {
				return err
			}
			aliases, raw, err := fetch[api.Aliases](cmd.Context(), c, call{method: http.MethodGet, path: "/aliases"})
			if err != nil {
				return err
			}
			return p.show(raw, func(w io.Writer) { writeAliases(w, aliases) })
		},
	}
	var sources, destinations []string
	set := &cobra.Command{
		Use: "set", Short: "Set or take away aliases", Args: cobra.NoArgs,
		Long:    "Sets each alias that is named and leaves the others as they are. An alias without a slug is taken away.",
		Example: "lockstep aliases set --source warehouse=snowflake-eu --destination crm=hub-spot\nlockstep aliases set --source warehouse=",
		RunE: func(cmd *cobra.Command, _ []string) error {
			if len(sources)+len(destinations) == 0 {
				return usage("which alias?", "--source ALIAS=SLUG or --destination ALIAS=SLUG")
			}
			c, err := p.client()
			if err != nil {
				return err
			}
			aliases, _, err := fetch[api.Aliases](cmd.Context(), c, call{method: http.MethodGet, path: "/aliases"})
			if err != nil {
				return err
			}
			for _, change := range []struct {
				flag    string
				entries []string
				in      *map[string]string
			}{{"--source", sources, &aliases.Sources}, {"--destination", destinations, &aliases.Destinations}} {
				if err := putAliases(change.flag, change.entries, change.in); err != nil {
					return err
				}
			}
			header := map[string]string{}
			if aliases.Version > 0 {
				header["If-Match"] = strconv.Quote(strconv.FormatInt(aliases.Version, 10))
			}
			aliases, raw, err := fetch[api.Aliases](cmd.Context(), c, call{
				method: http.MethodPut, path: "/aliases", header: header,
				body: api.AliasesReplace{Sources: aliases.Sources, Destinations: aliases.Destinations},
			})
			if err != nil {
				return err
			}
			return p.show(raw, func(w io.Writer) { writeAliases(w, aliases) })
		},
	}
	set.Flags().StringArrayVar(&sources, "source", nil, "ALIAS=SLUG; may be given several times")
	set.Flags().StringArrayVar(&destinations, "destination", nil, "ALIAS=SLUG; may be given several times")
	cmd.AddCommand(get, set)
	return cmd
}

func putAliases(flag string, entries []string, in *map[string]string) error {
	if *in == nil {
		*in = map[string]string{}
	}
	for _, entry := range entries {
		alias, slug, ok := strings.Cut(entry, "=")
		if !ok || alias == "" {
			return usage(fmt.Sprintf("%s %s is no alias", flag, entry), flag+" ALIAS=SLUG")
		}
		if slug == "" {
			delete(*in, alias)
			continue
		}
		(*in)[alias] = slug
	}
	return nil
}

func writeAliases(w io.Writer, a api.Aliases) {
	var rows [][]string
	for _, alias := range slices.Sorted(maps.Keys(a.Sources)) {
		rows = append(rows, []string{"source", alias, a.Sources[alias]})
	}
	for _, alias := range slices.Sorted(maps.Keys(a.Destinations)) {
		rows = append(rows, []string{"destination", alias, a.Destinations[alias]})
	}
	if len(rows) == 0 {
		fmt.Fprintln(w, "No aliases. Set one: lockstep aliases set --source ALIAS=SLUG")
		return
	}
	table(w, []string{"KIND", "ALIAS", "SLUG"}, rows)
}
