// Copyright (c) 2026, pullproof.registry contributors
// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
// SPDX-License-Identifier: GPL-3.0-or-later

package main

import (
	"encoding/base64"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"github.com/google/go-containerregistry/pkg/name"
	"github.com/rancher/wharfie/pkg/registries"
	"github.com/sirupsen/logrus"
)

// recorder is the proxy that wharfie's requests go through: it asks for Basic credentials whatever the first request
// to an endpoint is, says that no manifest exists, and refuses connections for https.
type recorder struct {
	file     string
	mutex    sync.Mutex
	requests []map[string]string
}

// newRecorder starts the proxy and makes it this process's. It has to be the first to make a request: Go reads the
// environment once.
func newRecorder() (*recorder, error) {
	logrus.SetOutput(io.Discard)
	folder, err := os.MkdirTemp("", "vectors")
	if err != nil {
		return nil, err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	// HOME: no credentials of whoever runs this.
	environment := map[string]string{"NO_PROXY": "", "no_proxy": "", "HOME": folder, "DOCKER_CONFIG": folder}
	for _, key := range []string{"HTTP_PROXY", "HTTPS_PROXY"} {
		environment[key] = "http://" + listener.Addr().String()
	}
	for key, value := range environment {
		if err := os.Setenv(key, value); err != nil {
			return nil, err
		}
	}
	made := &recorder{file: filepath.Join(folder, "registries.yaml")}
	go func() { _ = http.Serve(listener, made) }()
	return made, nil
}

func (r *recorder) ServeHTTP(response http.ResponseWriter, request *http.Request) {
	if request.Method == http.MethodConnect {
		r.record(map[string]string{"connect": request.Host})
		response.WriteHeader(http.StatusForbidden)
		return
	}
	seen := map[string]string{"method": request.Method, "url": request.RequestURI}
	if authorization := request.Header.Get("Authorization"); authorization != "" {
		seen["authorization"] = decoded(authorization)
	}
	r.record(seen)
	if strings.Contains(request.URL.Path, "/manifests/") {
		response.WriteHeader(http.StatusNotFound)
		return
	}
	response.Header().Set("WWW-Authenticate", `Basic realm="vectors"`)
	response.WriteHeader(http.StatusUnauthorized)
}

func (r *recorder) record(seen map[string]string) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	r.requests = append(r.requests, seen)
}

func (r *recorder) restart() {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	r.requests = []map[string]string{}
}

// close removes what was written.
func (r *recorder) close() error {
	return os.RemoveAll(filepath.Dir(r.file))
}

// read is what wharfie finds in the file, before it makes anything of it.
func (r *recorder) read(registriesYAML string) (answer, error) {
	if err := os.WriteFile(r.file, []byte(registriesYAML), 0o600); err != nil {
		return nil, err
	}
	registry, err := registries.GetPrivateRegistries(r.file)
	if err != nil {
		return answer{"mirrors": nil, "configs": nil, "error": err.Error()}, nil
	}
	return answer{"mirrors": registry.Registry.Mirrors, "configs": registry.Registry.Configs, "error": nil}, nil
}

// pull lets wharfie try to pull an image. "refused" means that it takes the image's name for none.
func (r *recorder) pull(registriesYAML, image string) (answer, error) {
	if err := os.WriteFile(r.file, []byte(registriesYAML), 0o600); err != nil {
		return nil, err
	}
	r.restart()
	registry, err := registries.GetPrivateRegistries(r.file)
	if err != nil {
		return answer{"requests": []string{}, "error": err.Error()}, nil
	}
	parsed, err := name.ParseReference(image)
	if err != nil {
		return answer{"refused": err.Error()}, nil
	}
	if _, err = registry.Image(parsed); err != nil && strings.Contains(err.Error(), "default endpoint") {
		return answer{"refused": err.Error()}, nil
	}
	r.mutex.Lock()
	defer r.mutex.Unlock()
	return answer{"requests": r.requests, "error": nil}, nil
}

// decoded shows Basic credentials as text; they are made up.
func decoded(authorization string) string {
	encoded, isBasic := strings.CutPrefix(authorization, "Basic ")
	text, err := base64.StdEncoding.DecodeString(encoded)
	if !isBasic || err != nil {
		return authorization
	}
	return "Basic " + string(text)
}
