package deadline

import (
	"bytes"
	"encoding/json"
	"slices"
	"time"

	"yingda/internal/fault"
)

// Overlay (附加休息日) is the extra days off of one region or one sector, such as
// the holidays of an ethnic area, laid over the national calendar.
// Clause: 全国年节及纪念日放假办法(2024) 第四条.
type Overlay struct {
	ID    string // lower-case letters, digits and -
	Kind  string // region or sector
	Title string // 宁夏回族自治区
	Basis string // the rule that gives the days off
	Days  []LocalDay
}

// mostOverlayDays bounds an overlay; no region adds more than a dozen days a year.
const mostOverlayDays = 2000

// LoadOverlay reads
//
//	{"id": "ningxia", "kind": "region", "title": "宁夏回族自治区", "basis": "自治区政府令第 33 号",
//	 "days": [{"name": "开斋节", "date": "2026-03-20"}]}
//
// It refuses, as fault.Invalid, an overlay without name, basis or days, and a day
// given twice.
func LoadOverlay(file []byte) (Overlay, error) {
	if len(file) > maxNotice {
		return Overlay{}, fault.New(fault.Invalid, "overlay.large", "附加休息日文件超过 1 MB。")
	}
	var in struct {
		ID, Kind, Title, Basis string
		Days                   []struct{ Name, Date string }
	}
	d := json.NewDecoder(bytes.NewReader(bytes.TrimPrefix(file, []byte("\xef\xbb\xbf"))))
	d.DisallowUnknownFields()
	if err := d.Decode(&in); err != nil {
		return Overlay{}, fault.New(fault.Invalid, "overlay.json", "附加休息日文件不是有效的 JSON，或有不认识的键。").Because(err)
	}
	o := Overlay{ID: in.ID, Kind: in.Kind, Title: in.Title, Basis: in.Basis}
	switch {
	case !plainID(in.ID):
		return o, fault.New(fault.Invalid, "overlay.id", "代号（id）只能用小写字母、数字和 -，以字母开头。")
	case in.Kind != "region" && in.Kind != "sector":
		return o, fault.New(fault.Invalid, "overlay.kind", "种类（kind）只能是 region（地区）或 sector（行业）。")
	case in.Title == "" || in.Basis == "":
		return o, fault.New(fault.Invalid, "overlay.basis", "要写明名称（title）和依据（basis）。")
	case len(in.Days) == 0 || len(in.Days) > mostOverlayDays:
		return o, fault.New(fault.Invalid, "overlay.days", "要有 1 至 %d 个休息日（days）。", mostOverlayDays)
	}
	for i, each := range in.Days {
		at, err := time.Parse(time.DateOnly, each.Date)
		if err != nil || each.Name == "" || sane(at) != nil {
			return o, fault.New(fault.Invalid, "overlay.day", "第 %d 个休息日应写明名称（name）和日期（date，如 2026-03-20）。", i+1)
		}
		day := LocalDay{Year: at.Year(), Month: at.Month(), Day: at.Day(), Name: each.Name}
		if slices.ContainsFunc(o.Days, func(x LocalDay) bool { return x.Year == day.Year && x.Month == day.Month && x.Day == day.Day }) {
			return o, fault.New(fault.Invalid, "overlay.twice", "%s 写了两次。", each.Date)
		}
		o.Days = append(o.Days, day)
	}
	return o, nil
}

func plainID(s string) bool {
	for i, r := range s {
		if (r < 'a' || r > 'z') && (i == 0 || (r < '0' || r > '9') && r != '-') {
			return false
		}
	}
	return s != "" && len(s) <= 64
}
