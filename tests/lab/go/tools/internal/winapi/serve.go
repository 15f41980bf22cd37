// Copyright (c) 2026, pullproof.registry contributors
// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
// SPDX-License-Identifier: GPL-3.0-or-later

// Package winapi does what only the API of Windows can do: certificate stores of the machine and the registry. It
// reads requests and writes an answer to each, one JSON document per line. Starting a program takes long on Wine: a
// process can answer many requests. A request has any number of operations, which run in order, and each has a result.
//
//	{"operations": [
//	  {"do": "certificate-list", "store": "Root"},
//	  {"do": "certificate-add", "store": "CA", "der": "BASE64"},
//	  {"do": "certificate-remove", "store": "Root", "thumbprint": "SHA-1 in hexadecimal digits"},
//	  {"do": "registry-get", "key": "HKLM\\SOFTWARE\\..."},
//	  {"do": "registry-set", "key": "HKLM\\...", "name": "Environment", "type": "multistring", "data": ["A=1", "B=2"]},
//	  {"do": "registry-set", "key": "HKLM\\..."},
//	  {"do": "registry-delete", "key": "HKLM\\...", "name": "Environment"},
//	  {"do": "registry-delete", "key": "HKLM\\..."}
//	]}
//
// Without a name, registry-set makes a key, and registry-delete removes one with all below it. What is absent is
// removed without an error.
package winapi

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

type request struct {
	Operations []operation `json:"operations"`
}

type operation struct {
	Do         string          `json:"do"`
	Store      string          `json:"store"`
	DER        []byte          `json:"der"`
	Thumbprint string          `json:"thumbprint"`
	Key        string          `json:"key"`
	Name       *string         `json:"name"`
	Type       string          `json:"type"`
	Data       json.RawMessage `json:"data"`
}

type answer struct {
	Results []any `json:"results"`
}

type failure struct {
	Error string `json:"error"`
}

type certificate struct {
	Thumbprint string `json:"thumbprint"`
	Subject    string `json:"subject"`
	DER        []byte `json:"der"`
}

type certificates struct {
	Error        string        `json:"error"`
	Certificates []certificate `json:"certificates"`
}

type value struct {
	Type string `json:"type"`
	Data any    `json:"data"`
}

type key struct {
	Error  string           `json:"error"`
	Exists bool             `json:"exists"`
	Values map[string]value `json:"values"`
	Keys   []string         `json:"keys"`
}

// System is the API of Windows.
type System interface {
	listCertificates(store string) ([]certificate, error)
	addCertificate(store string, der []byte) error
	removeCertificate(store, thumbprint string) error
	getKey(path string) (key, error)
	makeKey(path string) error
	setValue(path, name string, data any) error
	deleteKey(path string) error
	deleteValue(path, name string) error
}

// Serve answers requests until the input ends. What an operation cannot do is the error of its result.
func Serve(s System, in io.Reader, out io.Writer) error {
	requests, answers := json.NewDecoder(in), json.NewEncoder(out)
	for {
		var asked request
		if err := requests.Decode(&asked); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
		if err := answers.Encode(asked.run(s)); err != nil {
			return err
		}
	}
}

func (asked request) run(s System) answer {
	answered := answer{Results: []any{}}
	for _, one := range asked.Operations {
		result, err := one.run(s)
		if err != nil {
			result = failure{err.Error()}
		}
		answered.Results = append(answered.Results, result)
	}
	return answered
}

func (o operation) run(s System) (any, error) {
	switch o.Do {
	case "certificate-list":
		found, err := s.listCertificates(o.Store)
		return certificates{Certificates: found}, err
	case "certificate-add":
		return failure{}, s.addCertificate(o.Store, o.DER)
	case "certificate-remove":
		return failure{}, s.removeCertificate(o.Store, o.Thumbprint)
	case "registry-get":
		return s.getKey(o.Key)
	case "registry-set":
		return failure{}, o.set(s)
	case "registry-delete":
		if o.Name == nil {
			return failure{}, s.deleteKey(o.Key)
		}
		return failure{}, s.deleteValue(o.Key, *o.Name)
	}
	return nil, fmt.Errorf("unknown operation %q", o.Do)
}

func (o operation) set(s System) error {
	if o.Name == nil {
		return s.makeKey(o.Key)
	}
	data, err := decode(o.Type, o.Data)
	if err != nil {
		return err
	}
	return s.setValue(o.Key, *o.Name, data)
}
