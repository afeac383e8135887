#pragma once

/* What a hall and its area are called where there is little room.
 *
 * Pure apart from memory.  By rule from the registry's name, in this one place:
 *   area   西湖区政务服务中心 -> 西湖区, 清波街道便民服务中心 -> 清波街道; 风景名胜区 is 景区;
 *          a municipal hall stands for its city: 杭州市行政服务中心（市民中心） -> 杭州市
 *   short  西湖区 -> 西湖, 桐庐县 -> 桐庐, 清波街道 -> 清波; 西湖景区 stays, and what would be one character
 *   own    an area's own hall beside the areas below it: 市本级, 区本级, 县本级; else 本级 */

#include "render/words.h"

#include "metrics/registry.h"

/* (transfer full) all of them. */
char *sz_place_area_name(const SzHall *hall);
char *sz_place_short_name(const SzHall *hall);
char *sz_place_own_name(const SzHall *hall, SzLanguage language);
