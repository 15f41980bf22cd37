// Copyright (c) 2026, pullproof.registry contributors
// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
// SPDX-License-Identifier: GPL-3.0-or-later

package main

import (
	"net/url"
	"regexp"

	"github.com/distribution/reference"
	"golang.org/x/net/http/httpproxy"
)

// completeReference is what CRI makes of an image's name.
func completeReference(image string) answer {
	named, err := reference.ParseDockerRef(image)
	if err != nil {
		return answer{"error": err.Error()}
	}
	found := answer{"domain": reference.Domain(named), "path": reference.Path(named), "string": named.String()}
	if tagged, ok := named.(reference.Tagged); ok {
		found["tag"] = tagged.Tag()
	}
	if digested, ok := named.(reference.Digested); ok {
		found["digest"] = digested.Digest().String()
	}
	return found
}

// rewrite is what a rule makes of a repository.
func rewrite(pattern, replacement, repository string) answer {
	expression, err := regexp.Compile(pattern)
	if err != nil {
		return answer{"result": nil, "error": err.Error()}
	}
	return answer{"result": expression.ReplaceAllString(repository, replacement), "error": nil}
}

// chooseProxy is the proxy that a Go program uses for a URL.
func chooseProxy(asked question) answer {
	config := httpproxy.Config{HTTPProxy: asked.HTTPProxy, HTTPSProxy: asked.HTTPSProxy, NoProxy: asked.NoProxy}
	target, err := url.Parse(asked.URL)
	if err != nil {
		return answer{"proxy": nil, "error": err.Error()}
	}
	proxy, err := config.ProxyFunc()(target)
	if err != nil {
		return answer{"proxy": nil, "error": err.Error()}
	}
	if proxy == nil {
		return answer{"proxy": nil, "error": nil}
	}
	return answer{"proxy": proxy.String(), "error": nil}
}
