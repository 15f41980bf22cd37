// Copyright (c) 2026, pullproof.registry contributors
// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
// SPDX-License-Identifier: GPL-3.0-or-later

package winapi

import (
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"testing"
)

// recorder is a registry of one key, and a store that takes no certificate.
type recorder struct {
	values map[string]any
	calls  []string
}

func (r *recorder) listCertificates(store string) ([]certificate, error) {
	return []certificate{{"AB", "CN=" + store, []byte{1}}}, nil
}

func (r *recorder) addCertificate(string, []byte) error {
	return errors.New("access denied")
}

func (r *recorder) removeCertificate(store, thumbprint string) error {
	r.calls = append(r.calls, "remove "+store+" "+thumbprint)
	return nil
}

func (r *recorder) getKey(string) (key, error) {
	found := key{Exists: true, Values: map[string]value{}, Keys: []string{}}
	for name, data := range r.values {
		found.Values[name] = encode(data)
	}
	return found, nil
}

func (r *recorder) makeKey(path string) error {
	r.calls = append(r.calls, "make "+path)
	return nil
}

func (r *recorder) setValue(_, name string, data any) error {
	r.values[name] = data
	return nil
}

func (r *recorder) deleteKey(path string) error {
	r.calls = append(r.calls, "delete "+path)
	return nil
}

func (r *recorder) deleteValue(_, name string) error {
	delete(r.values, name)
	return nil
}

func served(t *testing.T, r *recorder, operations string) []map[string]any {
	t.Helper()
	var out strings.Builder
	if err := Serve(r, strings.NewReader(`{"operations": [`+operations+`]}`), &out); err != nil {
		t.Fatal(err)
	}
	var answered struct{ Results []map[string]any }
	if err := json.Unmarshal([]byte(out.String()), &answered); err != nil {
		t.Fatal(err)
	}
	return answered.Results
}

func TestAnOperationThatFailsStopsNoOther(t *testing.T) {
	r := &recorder{values: map[string]any{}}
	results := served(t, r, `{"do": "certificate-add", "store": "Root", "der": "AQ=="},
		{"do": "boil"}, {"do": "certificate-remove", "store": "Root", "thumbprint": "ab"}`)
	for i, wanted := range []string{"access denied", `unknown operation "boil"`, ""} {
		if results[i]["error"] != wanted {
			t.Errorf("result %d: %v, expected the error %q", i, results[i], wanted)
		}
	}
	if wanted := []string{"remove Root ab"}; !reflect.DeepEqual(r.calls, wanted) {
		t.Errorf("calls %q, expected %q", r.calls, wanted)
	}
}

func TestACertificateIsListedWithItsBytes(t *testing.T) {
	result := served(t, &recorder{}, `{"do": "certificate-list", "store": "CA"}`)[0]
	wanted := []any{map[string]any{"thumbprint": "AB", "subject": "CN=CA", "der": "AQ=="}}
	if !reflect.DeepEqual(result["certificates"], wanted) {
		t.Errorf("certificates %v, expected %v", result["certificates"], wanted)
	}
}

func TestAValueOfEachTypeIsReadAsItWasWritten(t *testing.T) {
	for kind, data := range map[string]string{
		"string": `"a"`, "expandstring": `"%A%"`, "multistring": `["b","a","b"]`, "dword": "4294967295",
		"qword": "4294967296", "binary": `"AAE="`, "none": "null",
	} {
		r := &recorder{values: map[string]any{}}
		set := `{"do": "registry-set", "key": "HKLM\\A", "name": "N", "type": "` + kind + `", "data": ` + data + `}`
		results := served(t, r, set+`, {"do": "registry-get", "key": "HKLM\\A"}`)
		got, err := json.Marshal(results[1]["values"])
		if wanted := `{"N":{"data":` + data + `,"type":"` + kind + `"}}`; err != nil || string(got) != wanted {
			t.Errorf("%s: %s (%v, %v), expected %s", kind, got, results[0], err, wanted)
		}
	}
}

func TestWithoutANameTheOperationIsOfTheKey(t *testing.T) {
	r := &recorder{values: map[string]any{"N": "x", "M": "y"}}
	served(t, r, `{"do": "registry-set", "key": "A"}, {"do": "registry-delete", "key": "B"},
		{"do": "registry-delete", "key": "C", "name": "N"}`)
	if wanted := []string{"make A", "delete B"}; !reflect.DeepEqual(r.calls, wanted) {
		t.Errorf("calls %q, expected %q", r.calls, wanted)
	}
	if wanted := map[string]any{"M": "y"}; !reflect.DeepEqual(r.values, wanted) {
		t.Errorf("values %v, expected %v", r.values, wanted)
	}
}

func TestRequestsAreAnsweredUntilTheInputEnds(t *testing.T) {
	request := `{"operations": [{"do": "certificate-list", "store": "CA"}]}` + "\n"
	var answers strings.Builder
	if err := Serve(&recorder{}, strings.NewReader(request+request), &answers); err != nil {
		t.Fatal(err)
	}
	if lines := strings.Split(strings.TrimSpace(answers.String()), "\n"); len(lines) != 2 || lines[0] != lines[1] {
		t.Errorf("answers %q", lines)
	}
}
